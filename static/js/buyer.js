const entry = document.querySelector("form[data-entry]");
const field = entry?.elements.tulis;
const list = document.getElementById("daftar");

document.addEventListener("htmx:config:request", ({ target }) => {
  if (!field || target !== entry) return;
  field.value = "";
  document.getElementById("usul").replaceChildren();
  field.focus();
});
document.addEventListener("htmx:after:swap", () => {
  if (field && !field.value) document.getElementById("usul").replaceChildren();
  if (field && document.activeElement === document.body) field.focus();
});

function giveBack({ type, target, detail }) {
  const text = field && target === entry && detail.ctx.request.body?.get("tulis");
  if (!text) return;
  if (!field.value) field.value = text;
  else {
    list.value += (list.value && "\n") + text;
    list.closest("details").open = true;
  }
  if (type !== "htmx:error") return;
  const told = Object.assign(document.createElement("p"), { className: "quick-told quick-open", textContent: entry.dataset.lost });
  document.querySelectorAll("#tertulis .quick-told").forEach((one) => one.remove());
  document.getElementById("baris-tertulis").prepend(told);
  document.getElementById("suara").textContent = entry.dataset.lost;
}
for (const trouble of ["htmx:error", "htmx:response:error"]) document.addEventListener(trouble, giveBack);
