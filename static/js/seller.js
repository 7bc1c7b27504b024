const WEEK = 7 * 864e5;
const box = document.getElementById("foto-kabar");
const shoot = document.querySelector("[data-shoot]");
const memory = new Map();
let sending = false;
let again;

const photos = async () => caches.open("foto");

async function keep(key, photo) {
  memory.set(key, photo);
  await photos().then((all) => all.put("/" + key, new Response(photo, { headers: { at: Date.now() } }))).catch(() => {});
}

async function forget(key) {
  memory.delete(key);
  await photos().then((all) => all.delete("/" + key)).catch(() => {});
}

async function kept(key) {
  if (memory.has(key)) return memory.get(key);
  const found = await photos().then((all) => all.match("/" + key)).catch(() => null);
  return found?.headers.get("at") < Date.now() - WEEK ? void forget(key) : found?.blob();
}

const name = (id) => `${box.dataset.owner}:${id}`;

async function waiting() {
  if (!("fresh" in box.dataset)) return box.dataset.key;
  const all = await photos().then((all) => all.keys()).catch(() => []);
  const mine = all.map(({ url }) => new URL(url).pathname.slice(1)).filter((key) => key.startsWith(name("")));
  return mine.sort().at(-1)?.slice(name("").length) ?? box.dataset.key;
}

function tell(kind, values = {}, { retry = false, tone = "" } = {}) {
  box.hidden = false;
  box.className = `notice ask-note sending ${tone}`;
  box.querySelector("[data-words]").textContent = fill(box.dataset[kind], values);
  const bar = box.querySelector("progress");
  bar.hidden = retry || kind === "sent";
  if ("percent" in values) bar.value = values.percent;
  box.querySelector("[data-retry]").hidden = !retry;
}

function preview(photo) {
  const picture = shoot?.querySelector("[data-preview]");
  if (!picture) return;
  picture.src = URL.createObjectURL(photo);
  picture.hidden = false;
}

async function choose(input) {
  const [photo] = input.files;
  if (!photo) return;
  document.getElementById("foto-galat")?.remove();
  tell("preparing", { percent: 0 });
  const copy = await smaller(photo);
  preview(copy);
  await keep(name(box.dataset.key), copy);
  delete box.dataset.fresh;
  input.value = "";
  send();
}

async function send() {
  if (sending || !box) return;
  sending = true;
  clearTimeout(again);
  const id = await waiting();
  const photo = await kept(name(id));
  if (!photo) { sending = false; return; }
  box.dataset.key = id;
  const begun = shoot?.querySelector("[name=draft]");
  if (begun) begun.value = id;
  preview(photo);
  const form = new FormData();
  form.append("csrf_token", document.querySelector("[name=csrf_token]").value);
  form.append("draft", id);
  form.append("photo", photo, "foto.jpg");
  const call = new XMLHttpRequest();
  const failed = () => {
    sending = false;
    tell("waiting", {}, { retry: true, tone: "notice-wait" });
    again = setTimeout(send, 15000);
  };
  call.open("POST", box.dataset.action);
  call.setRequestHeader("HX-Request", "true");
  call.timeout = 180000;
  call.upload.onprogress = ({ loaded, total }) => tell("sending", { percent: Math.floor((loaded / total) * 100) });
  call.upload.onload = () => tell("saving", { percent: 100 });
  call.onerror = call.ontimeout = failed;
  call.onload = async () => {
    sending = false;
    const next = call.getResponseHeader("HX-Redirect");
    if (call.status === 204 && next?.startsWith(box.dataset.action)) {
      await forget(name(id));
      tell("sent");
      if (shoot) location.assign(next);
    } else if (call.status === 422) {
      await forget(name(id));
      box.hidden = true;
      const page = new DOMParser().parseFromString(call.responseText, "text/html");
      const mistake = page.getElementById("foto-galat");
      if (mistake) { mistake.setAttribute("role", "alert"); box.after(mistake); }
      const picture = shoot?.querySelector("[data-preview]");
      if (picture) picture.hidden = true;
    } else if (call.status === 204 && next) {
      location.assign(next);
    } else {
      tell("failed", {}, { retry: true, tone: "notice-wait" });
    }
  };
  tell("sending", { percent: 0 });
  call.send(form);
}

document.addEventListener("submit", (event) => {
  const note = document.querySelector("[data-offline]");
  if (navigator.onLine || !note || !event.target.matches("[data-keep], [data-shoot]")) return;
  event.preventDefault();
  note.hidden = false;
  note.scrollIntoView({ block: "center" });
}, true);
window.addEventListener("online", () => {
  document.querySelector("[data-offline]")?.setAttribute("hidden", "");
  if (box) send();
});

if (shoot && box) {
  shoot.classList.add("shoot-ready");
  shoot.querySelector("[data-plain]")?.setAttribute("hidden", "");
  shoot.addEventListener("change", ({ target }) => { if (target.type === "file") choose(target); });
}
if (box) {
  box.querySelector("[data-retry]").addEventListener("click", send);
  send();
}

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
