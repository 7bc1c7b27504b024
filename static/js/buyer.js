const entry = document.querySelector("form[data-entry]");
const field = entry?.elements.tulis;
let sent = "";

entry?.addEventListener("submit", () => {
  sent = field.value;
  setTimeout(() => {
    field.value = "";
    document.getElementById("usul").replaceChildren();
    field.focus();
  });
});
document.addEventListener("htmx:after:swap", () => {
  if (field && !field.value) document.getElementById("usul").replaceChildren();
  if (field && document.activeElement === document.body) field.focus();
});
for (const trouble of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(trouble, (event) => {
    if (field && event.target === entry && !field.value) field.value = sent;
  });
}
