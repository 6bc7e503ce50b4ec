// What makes the pages pleasant. Every page works without it; nothing here decides anything.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const html = document.documentElement;
const typing = (element) => element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

// Theme: at once, and kept in the background
document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  if (!form.matches("[data-theme-form]") || !button) return;
  event.preventDefault();
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  html.dataset.theme = button.value;
  html.dataset.bsTheme = button.value || (dark ? "dark" : "light");
  fetch(form.action, { method: "POST", body: new FormData(form, button), redirect: "manual" });
  all("[data-theme-form] button[aria-pressed]").forEach((b) => b.setAttribute("aria-pressed", b.value === button.value));
  all("header > [data-theme-form] button").forEach((b) => { b.value = html.dataset.bsTheme === "dark" ? "light" : "dark"; });
});
all("header > [data-theme-form] button").forEach((b) => { b.value = html.dataset.bsTheme === "dark" ? "light" : "dark"; });

// Menus of the top bar: one at a time, closed by Esc and by a press elsewhere
document.addEventListener("click", (event) => all("[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menus = all("[data-menu][open]");
  menus.forEach((menu) => { menu.open = false; one("summary", menu).focus(); });
  if (location.hash === "#menu") shutMenu();
  else if (!menus.length && !one("dialog[open]") && !typing(event.target) && !event.isComposing) one("[data-back]")?.click();
});

// The whole menu on the phone
let menuOpener;
function shutMenu() { location.hash = "#main"; menuOpener?.focus(); }
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-menu]");
  if (opener) { menuOpener = opener; setTimeout(() => one("#menu [data-shut-menu]").focus()); }
  if (event.target.closest("[data-shut-menu]")) { event.preventDefault(); shutMenu(); }
});

// Dialogs: the page of a move, fetched into a <dialog>; the focus goes back to what opened it
const dialog = one("#dialog");
let dialogOpener;
function show(box, opener) { dialogOpener = opener; if (!box.open) box.showModal(); }
async function openPage(link) {
  await htmx.ajax("GET", link.href, { target: "#dialog", swap: "innerHTML" });
  if (!dialog.childElementCount) { location.href = link.href; return; }
  show(dialog, link);
  one("[aria-invalid=true], textarea, input:not([type=hidden]), select, button[data-move]", dialog)?.focus();
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]"), close = event.target.closest("[data-close]"), open = event.target.closest("[data-open]");
  if (open) show(document.getElementById(open.dataset.open), open);
  if (close?.closest("dialog")) { event.preventDefault(); close.closest("dialog").close(); }
  if (!link || !dialog || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  link.closest("[data-menu]")?.removeAttribute("open");
  openPage(link);
});
all("dialog").forEach((box) => box.addEventListener("close", () => dialogOpener?.focus()));
all("[data-open]").forEach((button) => { button.hidden = false; });

// htmx: the token of the page goes with every request; a fragment with errors gets the focus
document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRFToken"] = one("meta[name=csrf-token]").content;
});
document.addEventListener("htmx:after:swap", () => { prepare(document); one("[data-errors]")?.focus(); });

// Shortcuts: never while typing, never while an input method composes, and they can be switched off
const keysOff = one("[data-keys-off]");
if (keysOff) {
  keysOff.checked = localStorage.getItem("keys") === "off";
  keysOff.addEventListener("change", () => localStorage.setItem("keys", keysOff.checked ? "off" : "on"));
}
const press = (selector) => { const found = one(selector); found?.click(); return found; };
const SHORTCUTS = {
  "/": () => { const box = one("[data-search] input, [data-filters] [type=search]"); box?.focus(); return box; },
  "?": () => press("[data-open=keys]"),
  c: () => press("a[data-new]"),
  a: () => press("a[data-move$='.approve'], a[data-move$='.give']"),
  r: () => press("a[data-move$='.return'], a[data-move$='.send_back']"),
  j: () => row(1), k: () => row(-1),
  x: (event) => { const box = one("tr.cur input[type=checkbox]"); box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey })); return box; },
};
function row(step) {
  const rows = all("[data-rows] tbody tr, [data-rows] article");
  if (!rows.length) return false;
  const now = rows.findIndex((r) => r.classList.contains("cur"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, now + step))];
  rows.forEach((r) => r.classList.toggle("cur", r === next));
  one("a", next)?.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (one("dialog[open]") || (keysOff?.checked && event.key !== "/")) return;
  if (event.key === "Enter" && event.target.matches("[data-batch] [type=checkbox]")) { event.preventDefault(); one("a", event.target.closest("tr") || html)?.click(); return; }
  if (SHORTCUTS[event.key.length === 1 ? event.key.toLowerCase() : ""]?.(event)) event.preventDefault();
});

// Many rows: ticked one by one, with Shift from the last one on, or the whole page; the bar says how many
let lastTicked;
function tally(form) {
  const boxes = all("[name=row]", form), count = boxes.filter((box) => box.checked).length, place = one("[data-tally]", form);
  boxes.forEach((box) => box.closest("tr").classList.toggle("sel", box.checked));
  all("[data-all]", form).forEach((box) => { box.checked = count === boxes.length; box.indeterminate = count > 0 && count < boxes.length; });
  one(".bz-batch", form).classList.toggle("on", count > 0);
  if (count) place.textContent = `${place.dataset.tally} ${count}`; else all("[name=everything]", form).forEach((box) => { box.checked = false; });
}
document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-batch] [type=checkbox]"), form = box?.form;
  if (!box) return;
  const boxes = all("[name=row]", form), place = boxes.indexOf(box);
  if (box.matches("[data-all]") || (box.name === "everything" && box.checked)) boxes.forEach((b) => { b.checked = box.checked; });
  if (place >= 0 && event.shiftKey && boxes.includes(lastTicked)) {
    const [from, to] = [boxes.indexOf(lastTicked), place].sort((a, b) => a - b);
    boxes.slice(from, to + 1).forEach((b) => { b.checked = box.checked; });
  }
  if (place >= 0) lastTicked = box;
  tally(form);
});
addEventListener("pageshow", () => all("[data-batch]").forEach(tally));

// Forms: one press is enough, changes aren't lost unasked
const changed = new WeakSet();
let leaving = false;
document.addEventListener("input", (event) => { const form = event.target.closest("form[data-guard]"); if (form) changed.add(form); });
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  leaving = true;
  if (event.target.method !== "post") return;
  event.target.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => {  // back by the browser's arrow
  delete form.dataset.sent;
  all("[aria-busy]", form).forEach((b) => b.removeAttribute("aria-busy"));
  leaving = false;
}));
addEventListener("beforeunload", (event) => { if (!leaving && all("form[data-guard]").some((form) => changed.has(form))) event.preventDefault(); });
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-filters] select, [data-filters] [type=date]")) event.target.form.requestSubmit();
});

// What was typed before a session ended goes out with the token that the new one was given
document.addEventListener("submit", (event) => {
  const token = event.target.matches("[data-resend]") && document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  if (token) one("[name=csrfmiddlewaretoken]", event.target).value = token[1];
}, true);

// Formsets: a new row from the <template>, numbered on; a row is taken away by its DELETE box
document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add-row]"), drop = event.target.closest("[data-drop-row]");
  if (add) {
    const set = add.closest("[data-formset]"), total = one("[name$=-TOTAL_FORMS]", set), rows = one("[data-formset-rows]", set);
    rows.insertAdjacentHTML("beforeend", one("template", set).innerHTML.replaceAll("__prefix__", total.value));
    total.value = Number(total.value) + 1;
    prepare(rows.lastElementChild);
    one("input:not([type=hidden]), select, textarea", rows.lastElementChild)?.focus();
  }
  if (drop) {
    const line = drop.closest("[data-formset-row]"), set = drop.closest("[data-formset]");
    one("[name$=-DELETE]", line).checked = true;
    line.hidden = true;
    line.dispatchEvent(new Event("input", { bubbles: true }));
    one("[data-add-row]", set)?.focus();
  }
});

// Drafts: what is typed goes to the server two seconds after the last key, and when the field is left (unless it was left to send the form)
const savings = new WeakMap();
async function keepDraft(form) {
  clearTimeout(savings.get(form));
  savings.delete(form);
  if (form.dataset.sent || !form.isConnected) return;
  const body = new FormData(form), place = one("[data-autosaved]", form);
  [...body].forEach(([name, value]) => { if (value instanceof File) body.delete(name); });
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Autosave": "1" }, redirect: "manual", keepalive: true }).catch(() => null);
  if (place && answer?.ok) place.textContent = `${place.dataset.autosaved} ${await answer.text()}`;
}
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (!form || event.target.type === "password" || event.target.type === "file") return;
  clearTimeout(savings.get(form));
  savings.set(form, setTimeout(keepDraft, 2000, form));
});
document.addEventListener("focusout", (event) => { const form = event.target.closest?.("form[data-autosave]"); if (form && savings.has(form)) { clearTimeout(savings.get(form)); savings.set(form, setTimeout(keepDraft, 400, form)); } });

// The server's word on what is being typed: amounts in capitals, possible duplicates
function ask(input, address, place, seen) {
  let timer;
  const send = async () => {
    const query = new URLSearchParams({ [seen]: input.value });
    const answer = input.value.trim() ? await fetch(`${address}?${query}`, { headers: { "HX-Request": "true" } }) : null;
    place.innerHTML = answer?.ok && !answer.redirected ? await answer.text() : ""; // signed out meanwhile: not the page for signing in
  };
  input.addEventListener("input", (event) => { clearTimeout(timer); if (!event.isComposing) timer = setTimeout(send, 250); });
  input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(send, 250); });
}
function offers(input) {
  const list = document.createElement("datalist");
  list.id = `${input.id}_offers`;
  input.setAttribute("list", list.id);
  input.after(list);
  return list;
}
function told(input) {
  const place = document.createElement("div");
  place.className = "form-hint";
  place.setAttribute("aria-live", "polite");
  input.after(place);
  return place;
}
// A contract's form: what the items and the plan come to while they are typed; the server counts again
function sums() {
  const cents = { items: 0, plan: 0 }, number = (name, row) => Number(one(`[name$="-${name}"]`, row)?.value) || 0;
  all("[data-formset-row]:not([hidden])").forEach((row) => {
    if (one('[name^="items-"]', row)) cents.items += Math.round(number("quantity", row) * number("price", row) * 100);
    if (one('[name^="plan-"]', row)) cents.plan += Math.round(number("amount", row) * 100);
  });
  all("[data-total]").forEach((place) => { place.textContent = (cents[place.dataset.total] / 100).toLocaleString("en", { minimumFractionDigits: 2 }); });
  const gap = one("[data-total-gap]"), off = (cents.plan - cents.items) / 100;
  if (gap) { gap.textContent = off ? `${gap.dataset.differs} ${off.toFixed(2)}` : gap.dataset.equal; gap.className = off ? "bad" : "ok"; }
  return cents.items / 100;
}
if (one("[data-total-words]")) {
  let timer;
  const place = one("[data-total-words]");
  const count = () => { const total = sums(); clearTimeout(timer); timer = setTimeout(async () => {
    const answer = await fetch(`${place.dataset.totalWords}?amount=${total.toFixed(2)}`);
    place.textContent = answer.ok && !answer.redirected ? await answer.text() : "";
  }, 250); };
  document.addEventListener("input", count);
  count();
}

// The box on top: hits while one types, as a combobox. Enter without a choice asks for the list, as it does without this
all("[data-offers]").forEach((input) => {
  const form = input.form, list = document.createElement("div"), word = document.createElement("span");
  const options = () => all("[role=option]", list), chosen = () => one("[aria-selected=true]", list);
  let timer, asked;
  input.type = "text";
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "offers", enterkeyhint: "search" }).forEach(([name, value]) => input.setAttribute(name, value));
  Object.assign(list, { id: "offers", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label"));
  word.className = "visually-hidden";
  word.setAttribute("role", "status");
  form.append(list, word);
  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    if (option) input.setAttribute("aria-activedescendant", option.id); else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }
  function shut() {
    clearTimeout(timer);
    asked?.abort();
    choose(null);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }
  async function send() {
    clearTimeout(timer);
    asked?.abort();
    if ([...input.value.trim()].length < 2) { shut(); word.textContent = ""; return; }
    const mine = asked = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.offers}?${new URLSearchParams({ q: input.value })}`, { headers: { "HX-Request": "true" }, signal: mine.signal });
      const text = answer.ok && !answer.redirected ? await answer.text() : ""; // signed out meanwhile: not the page for signing in
      if (mine !== asked) return;
      list.innerHTML = text;
    } catch { return; } // left for a later one, or no network: the list is still an Enter away
    const told = one("[data-told]", list);
    word.textContent = told?.textContent || "";
    told?.remove();
    choose(null);
    list.hidden = !options().length || !form.contains(document.activeElement);
    input.setAttribute("aria-expanded", String(!list.hidden));
  }
  const wait = () => { clearTimeout(timer); timer = setTimeout(send, 150); };
  input.addEventListener("input", (event) => { clearTimeout(timer); if (!event.isComposing) wait(); });
  input.addEventListener("compositionend", wait);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const offered = options(), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) { event.preventDefault(); send(); }
    if (step && !list.hidden) {
      event.preventDefault();
      const next = offered.indexOf(chosen()) + step; // above the first and below the last nothing is chosen, as when one began
      choose(next < -1 ? offered.at(-1) : offered[next] || null);
    }
    if (event.key === "Enter" && !list.hidden && chosen()) { event.preventDefault(); chosen().click(); }
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); shut(); }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the box
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) shut(); });
  form.addEventListener("submit", shut);
  addEventListener("pageshow", shut);
});

function prepare(root) {
  all("[data-capitals]:not([data-ready]), [data-duplicates]:not([data-ready])", root).forEach((input) => {
    input.dataset.ready = "1";
    const word = input.dataset.capitals ? "amount" : "q";
    ask(input, input.dataset.capitals || input.dataset.duplicates, told(input), word);
  });
  all("[data-suggest]:not([data-ready])", root).forEach((input) => {
    input.dataset.ready = "1";
    ask(input, input.dataset.suggest, offers(input), "q");
  });
  const take = one("[data-take]");
  if (take) all("[data-theirs]:not([data-ready])", root).forEach((input) => {
    const button = document.createElement("button");
    input.dataset.ready = "1";
    Object.assign(button, { type: "button", className: "btn btn-sm", textContent: take.dataset.take });
    button.addEventListener("click", () => {
      if (input.type === "checkbox") input.checked = input.dataset.theirs === "on"; else input.value = input.dataset.theirs;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    input.after(button);
  });
  all(".bz-flow [aria-current]", root).forEach((step) => {
    const bar = step.parentElement;
    bar.scrollLeft = step.offsetLeft - bar.clientWidth / 2 + step.clientWidth / 2;
  });
  all("[data-reveal]:not([data-ready])", root).forEach((button) => {
    button.dataset.ready = "1";
    button.hidden = false;
    button.addEventListener("click", () => {
      const input = document.getElementById(button.dataset.reveal), hidden = input.type === "password";
      input.type = hidden ? "text" : "password";
      button.setAttribute("aria-pressed", hidden);
    });
  });
}
prepare(document);
one("[data-errors]")?.focus();
setTimeout(() => all("[data-toasts] .bz-toast").forEach((toast) => toast.remove()), 6000);
