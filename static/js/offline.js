async function list(place) {
  for (const name of await caches.keys()) {
    if (!name.startsWith("pribadi-")) continue;
    const pages = await caches.open(name);
    for (const request of (await pages.keys()).reverse()) {
      const text = await (await pages.match(request, { ignoreVary: true })).text();
      const link = document.createElement("a");
      link.href = request.url;
      link.textContent = new DOMParser().parseFromString(text, "text/html").title;
      place.append(document.createElement("li"));
      place.lastChild.append(link);
      place.parentElement.hidden = false;
    }
  }
}

const place = document.querySelector("[data-kept-pages]");
if (place) list(place);
document.querySelector("[data-back]")?.addEventListener("click", () => history.back());
document.querySelector("[data-again]")?.addEventListener("click", () => location.reload());
addEventListener("load", () => navigator.serviceWorker?.register("/sw.js", { scope: "/jualan" }).catch(() => {}));
document.addEventListener("htmx:before:request", (event) => {
  const form = event.target.closest?.("form");
  if (navigator.onLine || form?.method !== "post") return;
  event.preventDefault();
  form.submit();
});
