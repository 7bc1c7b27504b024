const entry = document.querySelector("form[data-entry]");
const field = entry?.elements.tulis;
const offers = document.getElementById("usul");
let sent = "";

entry?.addEventListener("submit", () => {
  sent = field.value;
  setTimeout(() => {
    field.value = "";
    offers.replaceChildren();
    field.focus();
  });
});
document.addEventListener("htmx:after:swap", () => {
  if (field && !field.value) offers.replaceChildren();
});
for (const trouble of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(trouble, (event) => {
    if (field && event.target === entry && !field.value) field.value = sent;
  });
}
