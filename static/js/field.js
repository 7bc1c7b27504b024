const kotak = document.getElementById("kotak");
const sheet = document.querySelector("form[data-outbox]");
const mine = `/kotak/${kotak.dataset.owner}/`;
const store = () => caches.open("kotak");
const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
let token = document.querySelector("[name=csrf_token]")?.value;
let busy = false;
let sending = false;

async function waiting() {
  const all = await store();
  const keys = (await all.keys()).filter(({ url }) => new URL(url).pathname.startsWith(mine));
  return Promise.all(keys.map(async (key) => ({ key, kept: await all.match(key) })));
}

const put = async (key, data, facts) => (await store()).put(key, new Response(data, { headers: facts }));

async function mark({ key, kept }, state) {
  const { name, action, page } = Object.fromEntries(kept.headers);
  await put(key, await kept.clone().formData(), { name, action, page, state });
}

async function renew() {
  const text = await (await fetch(kotak.dataset.token)).text();
  token = new DOMParser().parseFromString(text, "text/html").querySelector("[name=csrf_token]")?.value;
}

async function post({ kept }, again = true) {
  const body = await kept.clone().formData();
  body.set("csrf_token", token ?? "");
  const answer = await fetch(kept.headers.get("action"), { method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(120000) });
  if (answer.status === 400 && again) { await renew(); return post({ kept }, false); }
  return answer;
}

async function send(item) {
  let answer;
  try { answer = await post(item); } catch { return mark(item, "waiting"); }
  const next = answer.headers.get("HX-Redirect");
  if (answer.status === 204 && next && !next.startsWith("/masuk")) {
    await (await store()).delete(item.key);
    return next;
  }
  await mark(item, answer.status === 422 ? "fix" : answer.ok || answer.status === 404 ? "login" : "waiting");
}

async function draw() {
  const list = kotak.querySelector("[data-items]");
  const items = await waiting();
  kotak.hidden = !items.length;
  list.replaceChildren(...items.map(({ key, kept }) => {
    const row = kotak.querySelector("[data-item]").content.cloneNode(true);
    const id = new URL(key.url).pathname.slice(mine.length);
    row.querySelector("[data-name]").textContent = decodeURIComponent(kept.headers.get("name"));
    row.querySelector("[data-state]").textContent = kotak.dataset[kept.headers.get("state")];
    row.querySelector("[data-open]").href = `${kept.headers.get("page")}?kotak=${id}`;
    row.querySelector("[data-drop]").onclick = async () => {
      if (confirm(kotak.dataset.sure)) { await (await store()).delete(key); draw(); }
    };
    return row;
  }));
}

async function flush() {
  if (busy || !navigator.onLine) return;
  busy = true;
  let sent;
  try {
    for (const item of await waiting()) if (item.kept.headers.get("state") !== "fix") sent = (await send(item)) || sent;
  } finally { busy = false; }
  if (sent && !sheet) return location.reload();
  draw();
}

async function submit(event) {
  if (event.target !== sheet || sheet.dataset.plain) return;
  event.preventDefault();
  event.stopPropagation();
  const gap = sheet.dataset.need.split(" ").map((name) => sheet.elements[name]).find((field) => !(field.type === "checkbox" ? field.checked : field.value.trim()));
  if (gap && !navigator.onLine) {
    gap.oninput = () => gap.setCustomValidity("");
    gap.setCustomValidity(sheet.dataset.gap);
    return gap.reportValidity();
  }
  if (sending) return;
  sending = true;
  const key = new Request(mine + sheet.elements.draft.value);
  try {
    const field = sheet.elements[sheet.dataset.name];
    const name = (field.selectedOptions ? field.selectedOptions[0].text : field.value) || sheet.dataset.name;
    const data = new FormData(sheet);
    data.delete("csrf_token");
    await put(key, data, { name: encodeURIComponent(name), action: sheet.action, page: location.pathname, state: "sending" });
  } catch { sheet.dataset.plain = "yes"; return sheet.submit(); }
  draw();
  const next = await send({ key, kept: await (await store()).match(key) });
  sending = false;
  const left = await (await store()).match(key);
  if (left?.headers.get("state") === "fix") {
    await (await store()).delete(key);
    sheet.dataset.plain = "yes";
    return sheet.submit();
  }
  localStorage.removeItem("isian:" + sheet.dataset.keep);
  if (next) return location.assign(next);
  sheet.reset();
  sheet.elements.draft.value = random();
  await draw();
  kotak.scrollIntoView({ block: "center" });
}

async function reopen(id) {
  const kept = await (await store()).match(mine + id);
  if (!kept) return;
  const data = await kept.formData();
  for (const field of sheet.elements) {
    if (!field.name || field.name === "csrf_token" || !data.has(field.name) && !/checkbox/.test(field.type)) continue;
    if (field.type === "file") {
      const bag = new DataTransfer();
      if (data.get(field.name).size) bag.items.add(data.get(field.name));
      field.files = bag.files;
    } else if (/checkbox|radio/.test(field.type)) field.checked = data.getAll(field.name).includes(field.value);
    else field.value = data.get(field.name);
  }
}

async function keepPages() {
  for (const page of kotak.dataset.pages.split(" ")) {
    const answer = await fetch(page);
    const login = answer.headers.get("Offline-Login");
    if (login && answer.headers.has("Offline-Keep")) await (await caches.open("pribadi-" + login)).put(page, answer);
  }
}

if (window.caches) {
  document.addEventListener("submit", submit, true);
  addEventListener("online", flush);
  setInterval(flush, 20000);
  kotak.querySelector("[data-send]").addEventListener("click", flush);
  const asked = new URLSearchParams(location.search);
  if (sheet && asked.has("kotak")) reopen(asked.get("kotak"));
  else if (sheet && !document.getElementById("ringkasan-galat") && !document.getElementById("kembar")) {
    sheet.elements.draft.value = random();
    if (asked.has("usaha")) sheet.elements.business.value = asked.get("usaha");
  }
  draw().then(flush);
  navigator.serviceWorker?.register("/sw.js", { scope: "/agensi/lapangan" }).then(() => navigator.serviceWorker.ready).then(keepPages).catch(() => {});
}
