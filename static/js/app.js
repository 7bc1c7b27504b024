const root = document.documentElement;
root.classList.add("js");
const each = (selector, act, within = document) => within.querySelectorAll(selector).forEach(act);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const rupiah = (amount) => "Rp" + String(amount).replace(/\B(?=(\d{3})+$)/g, ".");
let toastTimer;
const fire = (element, name) => element.dispatchEvent(new Event(name, { bubbles: true }));

function step(button) {
  const input = button.closest("[data-stepper]").querySelector("input");
  const size = Number(input.step) || 1;
  const least = Number(input.min) || 0;
  const most = input.max === "" ? Infinity : Number(input.max);
  const wanted = (Number(input.value) || 0) + size * Number(button.dataset.step);
  const next = Math.min(Math.max(wanted, least), most);
  if (String(next) === input.value) return;
  input.value = next;
  fire(input, "input");
  fire(input, "change");
}

function chooseVariant(radio) {
  const form = radio.closest("[data-buy]");
  const { price, pack, per, min, multiple, max } = radio.dataset;
  const show = (name, text) => {
    const place = form.querySelector(`[data-buy-${name}]`);
    if (place) place.textContent = text;
  };
  show("price", price);
  show("pack", pack);
  show("per", per);
  each("[data-variant]", (panel) => panel.classList.toggle("variant-now", panel.dataset.variant === radio.value), form);
  const input = form.querySelector("[data-stepper] input");
  Object.assign(input, { min, step: multiple, max });
  if (Number(input.value) < Number(min)) input.value = min;
  showTier(form);
}

function showTier(form) {
  const panel = form.querySelector(".variant-now");
  const count = Number(form.querySelector("[data-stepper] input").value) || 0;
  let now, next;
  each("[data-tier]", (row) => {
    row.classList.remove("tier-now");
    if (Number(row.dataset.tier) <= count) now = row;
    else next ??= row;
  }, panel);
  now?.classList.add("tier-now");
  const tip = panel.querySelector("[data-tip]");
  if (!tip) return;
  const gain = next && (next.dataset.saves - (now?.dataset.saves ?? 0)) * next.dataset.tier;
  tip.textContent = next ? fill(tip.dataset.tip, { add: next.dataset.tier - count, save: rupiah(gain) }) : "";
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.querySelector("span");
  const before = label.textContent;
  label.textContent = button.dataset.done;
  setTimeout(() => { label.textContent = before; }, 2500);
}

function reveal(button) {
  const input = document.getElementById(button.dataset.reveal);
  const shown = input.type === "text";
  input.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
}

async function smaller(photo) {
  try {
    const bitmap = await createImageBitmap(photo, { imageOrientation: "from-image" });
    const scale = Math.min(1, 1600 / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return made?.size < photo.size ? made : photo;
  } catch { return photo; }
}

async function shrink(input) {
  const [photo] = input.files;
  if (!photo || photo.size < 400_000 || !photo.type.startsWith("image/")) return;
  const made = await smaller(photo);
  if (made === photo || input.files[0] !== photo) return;
  const bag = new DataTransfer();
  bag.items.add(new File([made], photo.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
  input.files = bag.files;
}

function tellPlace(output) {
  const select = document.getElementById(output.dataset.placeOf);
  const option = select?.selectedOptions[0];
  const kodepos = option?.textContent.match(/\d{5}/)?.[0];
  output.textContent = kodepos ? fill(output.dataset.text, { kecamatan: option.parentElement.label ?? "", kodepos }) : "";
}

function countDown(clock) {
  if (clock.dataset.ticking) return;
  clock.dataset.ticking = "yes";
  const ends = performance.now() + Number(clock.dataset.countdown) * 1000;
  const voice = clock.parentElement.querySelector("[data-countdown-voice]");
  const spoken = new Set([5, 1].filter((minute) => Number(clock.dataset.countdown) < minute * 60));
  const words = (left) => left >= 3600
    ? fill(clock.dataset.long, { hours: Math.floor(left / 3600), minutes: Math.floor((left % 3600) / 60) })
    : `${Math.floor(left / 60)}.${String(left % 60).padStart(2, "0")}`;
  const tick = () => {
    if (!clock.isConnected) return clearInterval(timer);
    const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
    clock.textContent = left ? fill(clock.dataset.text, { left: words(left) }) : clock.dataset.ended;
    for (const minute of [5, 1]) {
      if (left && left <= minute * 60 && !spoken.has(minute)) {
        spoken.add(minute);
        if (voice) voice.textContent = fill(clock.dataset.spoken, { minutes: minute });
      }
    }
    if (left) return;
    clearInterval(timer);
    if ("reload" in clock.dataset && Number(clock.dataset.countdown) > 0) setTimeout(() => location.reload(), 3000);
  };
  const timer = setInterval(tick, 1000);
  tick();
}

const SILENT = new Set(["csrf_token", "draft"]);
const values = (form) => JSON.stringify([...new FormData(form)].filter(([key, value]) => !SILENT.has(key) && typeof value === "string"));
const drawer = (form) => form.closest(".seller, .wrap-join, .field-work") ? localStorage : sessionStorage;

function restore(form, pairs) {
  for (const field of form.elements) {
    if (!field.name || SILENT.has(field.name) || /file|submit|hidden/.test(field.type)) continue;
    const mine = pairs.filter(([key]) => key === field.name).map(([, value]) => value);
    if (/checkbox|radio/.test(field.type)) field.checked = mine.includes(field.value);
    else if (mine.length) [field.value] = mine;
  }
}

function keepText(form) {
  const key = "isian:" + form.dataset.keep;
  form.dataset.kept = "yes";
  try {
    const found = JSON.parse(drawer(form).getItem(key) ?? "null");
    const refused = document.getElementById("ringkasan-galat");
    const base = refused && found ? found.base : values(form);
    if (!refused && found?.base === base) restore(form, JSON.parse(found.values));
    const save = ({ type, defaultPrevented }) => drawer(form).setItem(
      key, JSON.stringify({ base, values: values(form), at: Date.now(), sent: type === "submit" && !defaultPrevented }));
    for (const what of ["input", "change", "submit"]) form.addEventListener(what, save);
  } catch { /* a browser that keeps nothing */ }
}

function tidy() {
  const arrived = document.querySelector("#kabar .notice-good");
  try {
    for (const store of [localStorage, sessionStorage]) {
      for (const key of Object.keys(store).filter((key) => key.startsWith("isian:"))) {
        const { at, sent } = JSON.parse(store.getItem(key));
        if ((sent && arrived) || !(at > Date.now() - 7 * 864e5)) store.removeItem(key);
      }
    }
    each("[data-forget]", ({ dataset }) => localStorage.removeItem("isian:" + dataset.forget));
  } catch {}
}

function once(event) {
  const form = event.target;
  if (event.defaultPrevented || form.matches("[hx-post],[hx-get]") || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (!button) return;
  setTimeout(() => {
    button.setAttribute("aria-disabled", "true");
    if (button.dataset.busy) { button.dataset.label = button.innerHTML; button.textContent = button.dataset.busy; }
  });
  setTimeout(() => release(form), 15000);
}

function release(form) {
  delete form.dataset.sent;
  each("[aria-disabled]", (button) => {
    button.removeAttribute("aria-disabled");
    if (button.dataset.label) { button.innerHTML = button.dataset.label; delete button.dataset.label; }
  }, form);
}

function wake() {
  each("[data-countdown]", countDown);
  each("[data-place-of]", tellPlace);
  each("form[data-keep]:not([data-kept])", keepText);
  each("[data-focus]", (one, n) => { n || one.focus(); delete one.dataset.focus; });
}

function openByKey(event) {
  const opener = event.altKey && document.querySelector(`[data-key="${CSS.escape(event.code)}"]`);
  if (!opener) return;
  event.preventDefault();
  if (opener.localName === "button") return opener.click();
  opener.parentElement.open = true;
  opener.parentElement.querySelector("form :is(button, input:not([type=hidden]))").focus();
}

document.addEventListener("keydown", openByKey);
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (!button) return;
  if (button.dataset.step) step(button);
  else if (button.dataset.copy) copy(button);
  else if (button.dataset.reveal) reveal(button);
  else if ("print" in button.dataset) print();
});
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-shrink]")) shrink(target);
  else if (target.matches("[data-buy] [name=variant_id]")) chooseVariant(target);
  else if (target.id) each(`[data-place-of="${CSS.escape(target.id)}"]`, tellPlace);
});
document.addEventListener("input", ({ target }) => {
  if (!target.closest("[data-stepper]")) return;
  target.form.dataset.pending = "yes";
  if (target.form.matches("[data-buy]")) showTier(target.form);
});
document.addEventListener("submit", once);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) each("form[data-sent]", release);
});

document.addEventListener("htmx:before:request", ({ target }) => { delete target.dataset?.pending; });
document.addEventListener("htmx:before:swap", (event) => {
  if (event.detail.ctx.target?.id === "keranjang" && document.querySelector("#keranjang [data-pending]")) event.preventDefault();
});
document.addEventListener("htmx:after:swap", () => {
  each("[data-stepper] input[value]", (input) => {
    if (!input.form.dataset.pending && !input.form.matches("[data-buy]")) input.value = input.defaultValue;
  });
  wake();
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => document.querySelector(".toast")?.remove(), 8000);
});
tidy();
wake();
each("[data-buy] [name=variant_id]:checked:not([type=hidden])", chooseVariant);
if (location.pathname === "/masuk") {
  window.caches?.keys().then((names) => names.forEach((name) => name.startsWith("pribadi-") && caches.delete(name)));
}
