const SHELL = "kerangka-" + KIT.version;
const PERSONAL = "pribadi-";
const FIELD = registration.scope.endsWith("/lapangan");
const OFFLINE = KIT.offline[Number(FIELD)];
const LOOSE = { ignoreVary: true };
const MOST = 30;

async function drop(unwanted) {
  for (const name of await caches.keys()) if (unwanted(name)) await caches.delete(name);
}

async function keep(request, answer) {
  const login = answer.headers.get("Offline-Login");
  if (!login) return;
  const mine = PERSONAL + login;
  await drop((name) => name.startsWith(PERSONAL) && name !== mine);
  if (!answer.headers.has("Offline-Keep")) return;
  const pages = await caches.open(mine);
  await pages.put(request, answer);
  const known = await pages.keys();
  for (const old of known.slice(0, -MOST)) await pages.delete(old);
}

async function visit(event) {
  const { request } = event;
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(request));
    event.waitUntil(keep(request, answer.clone()));
    return answer;
  } catch {
    const sent = request.method !== "GET";
    const kept = sent ? null : await caches.match(request, { ...LOOSE, ignoreSearch: FIELD });
    const fresh = kept?.headers.get("Offline-Keep") > Date.now();
    const page = fresh ? kept : await caches.match(OFFLINE, LOOSE);
    if (!page) return Response.error();
    const note = fresh ? "kept" : sent ? "sent" : "lost";
    const text = (await page.text()).replace(`data-when="${note}" hidden`, "");
    return new Response(text, { headers: page.headers });
  }
}

addEventListener("install", (event) => event.waitUntil(
  caches.open(SHELL).then((shell) => shell.addAll([...KIT.files, ...KIT.offline])).then(skipWaiting)));
addEventListener("activate", (event) => event.waitUntil(Promise.all([
  drop((name) => name.startsWith("kerangka-") && name !== SHELL),
  registration.navigationPreload?.enable(),
])));
addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === "navigate") event.respondWith(visit(event));
  else if (KIT.files.includes(pathname)) event.respondWith(caches.match(pathname, LOOSE).then((found) => found ?? fetch(event.request)));
});
