const WEEK = 7 * 864e5;
const box = document.getElementById("foto-kabar");
const shoot = document.querySelector("[data-shoot]");
const memory = new Map();
let sending = false;
let again;

function shelf(mode, act) {
  return new Promise((done, fail) => {
    const open = indexedDB.open("jualan", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("photos");
    open.onerror = () => fail(open.error);
    open.onsuccess = () => {
      const deal = open.result.transaction("photos", mode);
      const asked = act(deal.objectStore("photos"));
      deal.oncomplete = () => { open.result.close(); done(asked.result); };
      deal.onerror = deal.onabort = () => { open.result.close(); fail(deal.error); };
    };
  });
}

async function keep(key, photo) {
  memory.set(key, photo);
  await shelf("readwrite", (photos) => photos.put({ photo, at: Date.now() }, key)).catch(() => {});
}

async function forget(key) {
  memory.delete(key);
  await shelf("readwrite", (photos) => photos.delete(key)).catch(() => {});
}

async function kept(key) {
  if (memory.has(key)) return memory.get(key);
  const found = await shelf("readonly", (photos) => photos.get(key)).catch(() => null);
  if (found && Date.now() - found.at > WEEK) return void forget(key);
  return found?.photo;
}

const name = (id) => `${box.dataset.owner}:${id}`;

async function waiting() {
  if (!("fresh" in box.dataset)) return box.dataset.key;
  const keys = (await shelf("readonly", (photos) => photos.getAllKeys()).catch(() => null)) ?? [];
  const mine = keys.filter((key) => key.startsWith(name(""))).map((key) => key.slice(name("").length)).sort();
  return mine.at(-1) ?? box.dataset.key;
}

function tell(kind, values = {}, { retry = false, tone = "" } = {}) {
  box.hidden = false;
  box.className = `notice ask-note sending ${tone}`;
  box.querySelector("[data-words]").textContent = (box.dataset[kind] ?? kind).replace(/\{(\w+)\}/g, (_, key) => values[key]);
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

const SILENT = new Set(["csrf_token", "draft"]);
const values = (form) => JSON.stringify([...new FormData(form)].filter(([key, value]) => !SILENT.has(key) && typeof value === "string"));

function restore(form, pairs) {
  for (const field of form.elements) {
    if (!field.name || SILENT.has(field.name) || field.type === "file" || field.type === "submit") continue;
    const mine = pairs.filter(([key]) => key === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = mine.includes(field.value);
    else if (mine.length) field.value = mine[0];
  }
}

function keepText(form) {
  const key = `isian:${form.dataset.keep}`;
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "null");
    const refused = document.getElementById("ringkasan-galat");
    const base = refused && found ? found.base : values(form);
    if (!refused && found?.base === base) restore(form, JSON.parse(found.values));
    const save = () => localStorage.setItem(key, JSON.stringify({ base, values: values(form), at: Date.now() }));
    form.addEventListener("input", save);
    form.addEventListener("change", save);
  } catch { /* a browser that keeps nothing */ }
}

function tidy() {
  try {
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith("isian:"))) {
      if (!(JSON.parse(localStorage.getItem(key)).at > Date.now() - WEEK)) localStorage.removeItem(key);
    }
  } catch { /* nothing is kept there */ }
}

document.addEventListener("submit", (event) => {
  if (navigator.onLine || !event.target.matches("[data-keep], [data-shoot]")) return;
  event.preventDefault();
  const note = document.querySelector("[data-offline]");
  if (note) { note.hidden = false; note.scrollIntoView({ block: "center" }); }
}, true);
window.addEventListener("online", () => {
  document.querySelector("[data-offline]")?.setAttribute("hidden", "");
  if (box) send();
});

tidy();
each("[data-forget]", ({ dataset }) => localStorage.removeItem("isian:" + dataset.forget));
each("form[data-keep]", keepText);
if (shoot && box) {
  shoot.classList.add("shoot-ready");
  shoot.querySelector("[data-plain]")?.setAttribute("hidden", "");
  shoot.addEventListener("change", ({ target }) => { if (target.type === "file") choose(target); });
}
if (box) {
  box.querySelector("[data-retry]").addEventListener("click", send);
  send();
}
