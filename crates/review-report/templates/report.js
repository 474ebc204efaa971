// What the report can do beyond being read: filter, search, sort, mark one object everywhere, copy, save a table as
// CSV, switch theme and time zone. The page is whole without it, and it only ever writes text, never markup.
(() => {
"use strict";
const root = document.documentElement, body = document.body;
const one = (selector, inside = document) => inside.querySelector(selector);
const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

// A new element with attributes, and texts or elements inside.
const make = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  element.append(...children);
  return element;
};
const button = (attributes, ...children) => make("button", { type: "button", ...attributes }, ...children);
const counted = (count, word) => count.toLocaleString("en") + " " + word + (count === 1 ? "" : "s");

// What a browser remembers of a page; a page opened from a file may have no memory.
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* it is forgotten */ } };
const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

// ---- Speaking: one live region. What it tells for long comes back, silently, after a short message.
const status = one("[data-status]");
let standing = "", silence = 0;
const tell = (text) => { standing = text; clearTimeout(silence); if (status && status.textContent !== text) status.textContent = text; };
const say = (text) => {
  if (!status) return;
  clearTimeout(silence);
  status.textContent = text;
  silence = setTimeout(() => {
    status.setAttribute("aria-live", "off");
    status.textContent = standing;
    setTimeout(() => status.removeAttribute("aria-live"), 100);
  }, 5000);
};

// ---- Cells.
// The text of a cell as the warehouse gave it; null for NULL. A folded cell gives all that the page holds.
const cellText = (cell) => {
  const word = cell.firstElementChild;
  if (word && word.tagName === "I") return word.textContent === "NULL" ? null : "";
  const copy = (one(".long>div", cell) || cell).cloneNode(true);
  all(".pick", copy).forEach((buttons) => buttons.remove());
  if (cell.closest(".data")) all(".mut,small", copy).forEach((note) => note.remove());
  return copy.textContent.trim();
};
const titleOf = (entry) => one("summary :is(h3,h4)", entry).textContent;
// The name of a column, without its type.
const headText = (head) => [...(one("button", head) || head).childNodes].filter((node) => node.nodeName !== "SMALL").map((node) => node.textContent).join("").trim();
// A line that a spreadsheet takes.
const tabbed = (texts) => texts.map((text) => (text === null ? "NULL" : text.replace(/\s+/g, " "))).join("\t") + "\n";

// ---- Sorting: up, down, and as it came. Numbers by value, NULL always last, equal rows in their first order.
const collator = new Intl.Collator("en", { numeric: true });
const sortKey = (row, at, isNumber) => {
  const cell = row.cells[at], text = cell.dataset.value || cellText(cell);
  return { text, number: isNumber || cell.dataset.value ? parseFloat((text || "").replace(/,/g, "")) : NaN };
};
const compare = (a, b, direction) => {
  if (a.text === null || b.text === null) return (a.text === null) - (b.text === null);
  const byNumber = Number.isNaN(a.number) || Number.isNaN(b.number) ? 0 : a.number - b.number;
  return direction * (byNumber || collator.compare(a.text, b.text));
};
const sortBy = (table, head, rows) => {
  const next = { none: "ascending", ascending: "descending", descending: "none" };
  const order = next[head.getAttribute("aria-sort") || "none"];
  all("th", table.tHead).forEach((other) => other.removeAttribute("aria-sort"));
  if (order !== "none") head.setAttribute("aria-sort", order);
  const direction = { ascending: 1, descending: -1, none: 0 }[order];
  const keys = new Map(rows.map((row) => [row, sortKey(row, head.cellIndex, head.classList.contains("n"))]));
  const sorted = direction ? [...rows].sort((a, b) => compare(keys.get(a), keys.get(b), direction)) : rows;
  table.tBodies[0].append(...sorted);
  say(order === "none" ? "In the first order" : "Sorted by " + headText(head) + ", " + order);
};
const makeSortable = (table) => {
  const rows = [...table.tBodies[0].rows];
  if (rows.length < 2) return;
  for (const head of table.tHead.rows[0].cells) {
    const small = one("small", head), press = button({ class: "sort", "data-sort": "" });
    press.append(...[...head.childNodes].filter((node) => node !== small));
    head.prepend(press);
    press.addEventListener("click", () => sortBy(table, head, rows));
  }
};

// ---- Copying and saving.
const copyOld = (text) => {
  const area = make("textarea", { class: "vh", "aria-hidden": "true" });
  area.value = text;
  body.append(area);
  area.select();
  let done = false;
  try { done = document.execCommand("copy"); } catch { /* refused */ }
  area.remove();
  return done;
};
// Puts a text on the clipboard and says what came of it, on the button too, which may be far from the live region.
const copy = async (text, what, press) => {
  const was = document.activeElement;
  let done = false;
  try { await navigator.clipboard.writeText(text); done = true; } catch { done = copyOld(text); }
  if (was) was.focus({ preventScroll: true });
  say(done ? what + " copied" : "The browser did not let the page copy; select the text instead");
  const label = press.dataset.label || (press.dataset.label = press.textContent);
  press.textContent = done ? "Copied" : "Not copied";
  setTimeout(() => { press.textContent = label; }, 2000);
};
// The name a reader hears begins with what is seen, and adds of what.
const copyButton = (kind, label, of, what, text) => {
  const press = button({ class: "text", "data-copy": kind, "aria-label": label + ": " + of }, label);
  press.addEventListener("click", () => copy(text(), what, press));
  return press;
};
const addressOf = (id) => location.href.split("#")[0] + "#" + id;

// ---- Behind a presigned address of S3. Its signature opens this one object, for a time, for whoever has the address.
const signature = new URLSearchParams(location.search), isSigned = signature.has("X-Amz-Signature");
// When it ends at the latest, as an element; nothing where the address does not say it.
const ends = () => {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signature.get("X-Amz-Date"));
  const moment = parts && new Date(`${parts.slice(1, 4).join("-")}T${parts.slice(4).join(":")}Z`);
  const end = moment && new Date(+moment + 1000 * signature.get("X-Amz-Expires"));
  return end && !Number.isNaN(+end) ? make("time", { datetime: end.toISOString() }, end.toISOString().slice(0, 16).replace("T", " ") + " UTC") : null;
};
const until = () => [ends()].filter(Boolean).flatMap((end) => [" until ", end, " at the latest"]);
const untilText = () => until().map((part) => part.textContent || part).join("");
// The files beside the report are other objects: a link to one would come to a refusal.
const tellSigned = () => {
  if (!isSigned) return;
  all("a[href]").filter((link) => !/^(#|[a-z]+:)/i.test(link.getAttribute("href"))).forEach((link) => link.removeAttribute("href"));
  const note = make("p", { class: "sample", "data-signed": "" }, make("strong", {}, "A presigned address"), " opened this page. It opens this one file for whoever has it", ...until(),
    ". The files beside the report, such as CSV and SQL, are named without a link: they lie in the folder ", make("code", {}, body.dataset.run), " of the bucket.");
  (one("#top .name") || body.firstElementChild).before(note);
};
// A finding as a text to paste into a ticket: what, how much, why, what to do, and where it stands.
const ticketOf = (inner) => {
  const lines = (selector) => all(selector, inner).map((element) => element.innerText.replace(/\s*\n\s*/g, " ").trim());
  const group = inner.closest("[data-severity]"), facts = lines(".facts>div");
  const advice = lines(".advice>div:first-child"), fixes = all("pre code", inner).map((code) => code.textContent);
  const head = titleOf(inner.parentElement) + " (" + one(".count", inner.parentElement).textContent.trim() + ")";
  const where = one("h1").textContent + ", " + (one("#top time") || { textContent: "" }).textContent;
  const limit = isSigned ? ["The address opens the report" + untilText() + ", for whoever has it:"] : [];
  return [head, "Severity: " + (group ? group.dataset.severity : "") + ". " + where, facts.join("\n"), ...advice, ...fixes, ...limit, addressOf(inner.id)].join("\n\n") + "\n";
};
const addCopies = () => {
  all("pre").forEach((pre) => {
    const above = pre.previousElementSibling, head = above && above.tagName === "H5" ? above : pre;
    const name = pre.getAttribute("aria-label") || head.textContent.split(",")[0];
    head.before(copyButton("sql", "Copy", name, name, () => one("code", pre).textContent));
  });
  all(".finding .inner, .query>.inner").forEach((inner) => {
    const title = titleOf(inner.parentElement);
    inner.prepend(copyButton("link", "Copy link", title, isSigned ? "Link that works" + untilText() : "Link", () => addressOf(inner.id)));
    if (inner.closest(".finding")) inner.prepend(copyButton("ticket", "Copy as ticket", title, "Ticket text", () => ticketOf(inner)));
  });
};

// A field of a CSV as the run's own files write it: CRLF, NULL as nothing, empty text as "".
const csvField = (text, isText) => {
  if (text === null) return "";
  const guarded = isText && body.dataset.formulaGuard === "on" && /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  return guarded === "" || /[",\r\n]/.test(guarded) ? '"' + guarded.replace(/"/g, '""') + '"' : guarded;
};
const csvOf = (table) => {
  const heads = [...table.tHead.rows[0].cells], rows = [...table.tBodies[0].rows].filter((row) => !row.hidden);
  const lines = rows.map((row) => [...row.cells].map((cell, at) => csvField(cellText(cell), !heads[at].classList.contains("n"))));
  return [heads.map((head) => csvField(headText(head), true)), ...lines].map((line) => line.join(",") + "\r\n").join("");
};
const save = (name, text) => {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = make("a", { href: address, download: name });
  body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  say(name + " saved");
};
const addCsv = (frame) => {
  const table = one("table", frame), label = frame.getAttribute("aria-label");
  if (!table.tBodies[0].querySelector("td:not([colspan])")) return;
  const name = label.replace(/^Rows of /, "").replace(/[^\w@.-]+/g, "-") + "-shown.csv";
  const press = button({ class: "text", "data-csv": name, "aria-label": "Save shown rows as CSV: " + label }, "Save shown rows as CSV");
  press.addEventListener("click", () => save(name, csvOf(table)));
  frame.after(...(frame.nextElementSibling && frame.nextElementSibling.matches(".rows") ? [] : [make("p", { class: "rows" })]));
  frame.nextElementSibling.append(" ", press);
  if (table.matches(".data")) frame.nextElementSibling.append(" ", pickButton(table, label));
};

// ---- One row. The buttons that copy it stand in its first cell once it is pressed, or are brought there by the button
// under its table; from there the arrow keys bring them to other rows.
let picked = null;
const fieldsOf = (row) => [...row.closest("table").tHead.rows[0].cells].map((head, at) => ({ name: headText(head), text: cellText(row.cells[at]), isNumber: head.classList.contains("n") }));
const rowTabbed = (row) => tabbed(fieldsOf(row).map(({ name }) => name)) + tabbed(fieldsOf(row).map(({ text }) => text));
// A number keeps its digits, which may be more than a number of this language has.
const isJsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;
const rowJson = (row) => "{" + fieldsOf(row).map(({ name, text, isNumber }) => JSON.stringify(name) + ": " + (isNumber && isJsonNumber.test(text) ? text : JSON.stringify(text))).join(", ") + "}\n";
const unpick = () => {
  if (!picked) return;
  one(".pick", picked).remove();
  picked.classList.remove("picked");
  picked = null;
};
const pick = (row) => {
  unpick();
  picked = row;
  row.classList.add("picked");
  const label = row.closest(".tbl").getAttribute("aria-label"), rows = rowsOf(row.closest("table"));
  const name = "Row " + (rows.indexOf(row) + 1) + " of " + rows.length;
  const press = (kind, words, text) => copyButton(kind, words, name + ", " + label, name, () => text(row));
  row.cells[0].append(make("span", { class: "pick" }, press("row", "Copy row", rowTabbed), press("json", "Copy as JSON", rowJson)));
  say(name + ", arrow keys go to the others, Escape ends");
};
const rowsOf = (table) => [...table.tBodies[0].rows].filter((row) => !row.hidden);
const pickButton = (table, label) => {
  const press = button({ class: "text", "data-pick": "", "aria-label": "Copy a row: " + label }, "Copy a row");
  press.addEventListener("click", () => {
    if (!table.contains(picked)) pick(rowsOf(table)[0]);
    one(".pick button", table).focus();
  });
  return press;
};
const pickByMouse = ({ target }) => {
  const row = target.closest(".data>tbody>tr");
  // Who marks text to copy it does not want another thing.
  if (!row || !one("td:not([colspan])", row) || target.closest("a,button,summary") || !getSelection().isCollapsed) return;
  if (row === picked) unpick();
  else pick(row);
};
// Whether a key was meant for the row.
const pickByKey = (event) => {
  if (!picked) return false;
  const presses = all(".pick button", picked), at = presses.indexOf(event.target), rows = rowsOf(picked.closest("table"));
  if (event.key === "Escape") {
    const back = one("[data-pick]", picked.closest(".tbl").nextElementSibling);
    unpick();
    if (at >= 0) back.focus();
    return true;
  }
  const next = { ArrowDown: rows.indexOf(picked) + 1, ArrowUp: rows.indexOf(picked) - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (at < 0 || next === undefined) return false;
  event.preventDefault();
  if (!rows[next]) return true;
  pick(rows[next]);
  all(".pick button", picked)[at].focus();
  return true;
};

// ---- What can be filtered: findings, queries, the lines of the fix plan and of the signals.
// Each knows what it is by severity, area, change and outcome of its query, its own or of what it belongs to.
const FACETS = { severity: "s", area: "a", change: "c", status: "st" };
const facetNames = Object.keys(FACETS);
const state = { severity: new Set(), area: new Set(), change: new Set(), status: new Set(), q: "", object: "" };
const values = (...lists) => new Set(lists.flat().filter(Boolean));
const linked = (element, selector, items) => {
  const ids = new Set(all(selector, element).map((link) => link.hash.slice(1)));
  return items.filter((item) => ids.has(item.id));
};
const itemOf = (element, kind) => {
  const data = element.dataset, id = (one(".inner", element) || element).id;
  const own = { severity: values(data.severity), area: values(data.area), change: values(data.change), status: values(data.statusKey) };
  return { element, kind, id, text: element.textContent.toLowerCase(), ...own };
};
const inherit = (item, from) => facetNames.forEach((facet) => from.forEach((other) => other[facet].forEach((value) => item[facet].add(value))));
const collect = () => {
  const findings = all("article.finding").map((element) => itemOf(element, "finding"));
  const queries = all(".query").map((element) => itemOf(element, "query"));
  const plan = all("#recommendations tbody tr").map((element) => itemOf(element, "fix"));
  const lines = all("#not-evaluated tbody tr, #nothing-found tbody tr, #changes tbody tr, #suppressed tbody tr").map((element) => itemOf(element, "signal"));
  const sources = findings.map((finding) => linked(finding.element, ".facts a", queries));
  queries.forEach((query) => linked(query.element, ".led a", findings).forEach((finding) => ["severity", "change"].forEach((facet) => finding[facet].forEach((value) => query[facet].add(value)))));
  findings.forEach((finding, at) => sources[at].forEach((query) => query.status.forEach((value) => finding.status.add(value))));
  plan.forEach((fix) => inherit(fix, linked(fix.element, ".led a", findings)));
  lines.forEach((line) => linked(line.element, "a", queries).forEach((query) => ["area", "status"].forEach((facet) => query[facet].forEach((value) => line[facet].add(value)))));
  return [...findings, ...queries, ...plan, ...lines];
};
const items = collect();
const hasFacet = (item, facet) => !state[facet].size || [...item[facet]].some((value) => state[facet].has(value));
const hasText = (item) => state.q.toLowerCase().split(/\s+/).every((word) => item.text.includes(word));
const fits = (item, but) => facetNames.every((facet) => facet === but || hasFacet(item, facet)) && (!state.q || hasText(item));
const isFiltered = () => Boolean(state.q) || facetNames.some((facet) => state[facet].size);

// ---- Filtering.
const chips = all("[data-filter]").map((press) => {
  const at = press.dataset.filter.indexOf(":");
  return { press, facet: press.dataset.filter.slice(0, at), value: press.dataset.filter.slice(at + 1) };
}).filter((chip) => chip.facet in FACETS);
const search = one("[data-search]"), clear = one("[data-clear]");
const paintChips = () => chips.forEach(({ press, facet, value }) => {
  const kind = facet === "status" ? "query" : "finding";
  const count = items.filter((item) => item.kind === kind && item[facet].has(value) && fits(item, facet)).length;
  one(".k", press).textContent = count.toLocaleString("en");
  press.setAttribute("aria-pressed", String(state[facet].has(value)));
});
const shownOf = (kind, word) => {
  const of = items.filter((item) => item.kind === kind);
  return of.filter((item) => !item.element.hidden).length.toLocaleString("en") + " of " + counted(of.length, word);
};
const filter = () => {
  items.forEach((item) => { item.element.hidden = !fits(item); });
  all("[data-group]").forEach((group) => { group.hidden = isFiltered() && !one("article:not([hidden]),.query:not([hidden])", group); });
  paintChips();
  const chosen = one("[data-chosen]");
  if (chosen) chosen.textContent = state.area.size + state.status.size || "";
  if (clear) clear.hidden = !isFiltered();
  tell([shownOf("finding", "finding"), shownOf("fix", "fix").replace(/fixs$/, "fixes"), shownOf("query", "query").replace(/querys$/, "queries")].join(", ") + " shown");
};
const clearFilters = () => {
  facetNames.forEach((facet) => state[facet].clear());
  state.q = "";
  if (search) search.value = "";
  filter();
};
const toggle = (facet, value) => {
  if (!state[facet].delete(value)) state[facet].add(value);
  filter();
  write("");
};

// ---- The address: `#finding-x?s=high,critical&q=orders`. A place, what is filtered, and the object marked.
let place = "";
const write = (id) => {
  if (id !== undefined) place = id;
  const parts = facetNames.filter((facet) => state[facet].size).map((facet) => FACETS[facet] + "=" + [...state[facet]].sort().map(encodeURIComponent).join(","));
  if (state.q) parts.push("q=" + encodeURIComponent(state.q));
  if (state.object) parts.push("o=" + encodeURIComponent(state.object));
  const hash = place + (parts.length ? "?" + parts.join("&") : "");
  try { history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search); } catch { /* not from here */ }
};
const decode = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
const readState = (query) => {
  const given = new Map(query.split("&").map((part) => part.split("=")).map(([key, value]) => [key, value || ""]));
  facetNames.forEach((facet) => { state[facet] = values((given.get(FACETS[facet]) || "").split(",").map(decode)); });
  state.q = decode(given.get("q") || "");
  state.object = decode(given.get("o") || "");
};
// Shows a place: clears a filter that hides it, opens what encloses it, and brings focus there.
const reveal = (id) => {
  const target = document.getElementById(id);
  if (!target) return;
  if (target.closest("[hidden]")) {
    clearFilters();
    say("Filters cleared to show this place");
  }
  for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS" && !each.matches(".toc")) each.open = true;
  (target.closest("article,.query,tr") || target).scrollIntoView();
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
};
const read = () => {
  const hash = location.hash.slice(1), at = hash.indexOf("?");
  if (at >= 0) {
    readState(hash.slice(at + 1));
    if (search) search.value = state.q;
    filter();
    mark();
  }
  place = at < 0 ? hash : hash.slice(0, at);
  if (place) reveal(decode(place));
  if (at >= 0 || isFiltered() || state.object) write();
};

// ---- One object everywhere. A name without its database or schema is the same thing as one with it.
const isSame = (a, b) => a === b || a.endsWith("." + b) || b.endsWith("." + a);
const bar = make("div", { class: "object-bar", role: "region", "aria-label": "Marked object", "data-object-bar": "", hidden: "" });
let marked = [], markedAt = -1;
const step = (by) => {
  markedAt = (markedAt + by + marked.length) % marked.length;
  const row = marked[markedAt];
  if (row.closest("[hidden]")) clearFilters();
  for (let each = row; each; each = each.parentElement) if (each.tagName === "DETAILS" && !each.matches(".toc")) each.open = true;
  marked.forEach((other) => other.classList.toggle("here", other === row));
  row.scrollIntoView({ block: "center" });
  say("Row " + (markedAt + 1) + " of " + marked.length + ", " + row.closest(".tbl").getAttribute("aria-label"));
};
const unmark = () => {
  state.object = "";
  mark();
  write();
  say("Nothing is marked");
};
const barButton = (label, action) => {
  const press = button({ class: "text" }, label);
  press.addEventListener("click", action);
  return press;
};
// The marked rows, a table after another with its name and columns, as lines that a spreadsheet takes.
const rowsText = () => [...new Set(marked.map((row) => row.closest("table")))].map((table) => {
  const rows = marked.filter((row) => row.closest("table") === table).map((row) => tabbed([...row.cells].map(cellText)));
  return table.caption.textContent + "\n" + tabbed([...table.tHead.rows[0].cells].map(headText)) + rows.join("");
}).join("\n");
const fillBar = (words) => {
  const findings = [...new Set(marked.map((row) => row.closest("article.finding")).filter(Boolean))];
  const links = findings.slice(0, 6).map((finding) => make("a", { href: "#" + one(".inner", finding).id }, titleOf(finding)));
  const escape = barButton("Clear", unmark), rows = barButton("Copy rows", () => copy(rowsText(), counted(marked.length, "row"), rows));
  escape.dataset.unmark = "";
  const steps = marked.length > 1 ? [barButton("Previous", () => step(-1)), barButton("Next", () => step(1))] : [];
  const more = findings.length > links.length ? ["and " + (findings.length - links.length) + " more"] : [];
  bar.replaceChildren(make("p", {}, make("strong", {}, state.object), ": " + words), make("p", {}, ...steps, ...(marked.length ? [rows] : []), escape), make("p", { class: "found" }, ...links, ...more));
};
const mark = () => {
  const rows = all("[data-object]");
  rows.forEach((row) => row.classList.remove("lit", "here"));
  const lit = state.object ? rows.filter((row) => isSame(row.dataset.object, state.object)) : [];
  lit.forEach((row) => row.classList.add("lit"));
  marked = lit.filter((row) => row.tagName === "TR");
  markedAt = -1;
  all("[data-mark]").forEach((press) => press.setAttribute("aria-pressed", String(press.closest("tr").classList.contains("lit"))));
  bar.hidden = !state.object;
  const words = counted(marked.length, "row") + " in " + counted(new Set(marked.map((row) => row.closest("table"))).size, "table");
  if (state.object) fillBar(words);
  return words;
};
const choose = (object) => {
  if (state.object === object) return unmark();
  state.object = object;
  const words = mark();
  write();
  say(object + ": " + words + " marked");
};
// The name in each row becomes a button.
const addMarks = (table) => {
  const head = one("th[data-names]", table);
  if (!head) return;
  all("tr[data-object]", table).forEach((row) => {
    const cell = row.cells[head.cellIndex];
    if (!cell || cell.firstElementChild) return;
    const press = button({ class: "object", "data-mark": "", "aria-pressed": "false", title: "Mark every row about " + row.dataset.object });
    press.append(...cell.childNodes);
    cell.append(press);
  });
};

// ---- Theme and time zone.
const addTheme = (tools) => {
  const themes = ["auto", "light", "dark"], press = button({ class: "tool", "data-theme-toggle": "" });
  const paint = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    press.dataset.themeToggle = theme;
    press.textContent = "Theme: " + theme;
  };
  press.addEventListener("click", () => {
    const next = themes[(themes.indexOf(press.dataset.themeToggle) + 1) % themes.length];
    paint(next);
    remember("review-theme", next);
    say("Theme: " + next);
  });
  const kept = remembered("review-theme");
  paint(themes.includes(kept) ? kept : "auto");
  tools.append(press);
};
const localTime = (moment) => {
  const parts = new Intl.DateTimeFormat("en", { timeZoneName: "short" }).formatToParts(moment);
  const zone = parts.find((part) => part.type === "timeZoneName");
  return moment.toLocaleString("sv") + (zone ? " " + zone.value : "");
};
const addZone = (tools) => {
  const times = all("time[datetime]").map((element) => ({ element, utc: element.textContent, moment: new Date(element.dateTime) }));
  const press = button({ class: "tool", "data-zone-toggle": "utc" }, "Times: UTC");
  const paint = (isLocal) => {
    times.forEach(({ element, utc, moment }) => { element.textContent = isLocal && !Number.isNaN(+moment) ? localTime(moment) : utc; });
    press.dataset.zoneToggle = isLocal ? "local" : "utc";
    press.textContent = "Times: " + (isLocal ? "yours" : "UTC");
  };
  times.forEach(({ element }) => { element.title = element.dateTime; });
  press.addEventListener("click", () => {
    paint(press.dataset.zoneToggle === "utc");
    say(press.textContent);
  });
  tools.append(press);
};

// ---- Opening, printing, finding one's way.
const addOpeners = () => {
  const head = one("#findings .head");
  if (!head || !one("article.finding")) return;
  const set = (open) => all("article.finding>details").forEach((details) => { details.open = open; });
  head.append(make("p", { class: "openers" }, barButton("Open all", () => set(true)), barButton("Close all", () => set(false))));
};
const openForPrint = () => {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
};
// The contents stand open where there is room for them, and the line of the part that is read is marked.
const followContents = () => {
  const toc = one(".toc");
  if (!toc) return;
  const wide = matchMedia("(min-width:64rem)"), fit = () => { toc.open = wide.matches; };
  fit();
  wide.addEventListener("change", fit);
  toc.addEventListener("click", (event) => { if (event.target.closest("a") && !wide.matches) toc.open = false; });
  const places = all("a", toc).map((link) => ({ link, target: document.getElementById(decode(link.hash.slice(1))) })).filter((entry) => entry.target);
  let waiting = false;
  const spy = () => {
    waiting = false;
    const top = (target) => (target.closest("article,.query") || target).getBoundingClientRect();
    const above = places.filter(({ target }) => { const box = top(target); return box.top <= innerHeight / 4 && (box.height || box.width); });
    const current = above.length ? above[above.length - 1].link : places[0] && places[0].link;
    places.forEach(({ link }) => { if (link === current) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current"); });
  };
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(spy); } }, { passive: true });
  spy();
};
// A frame that has more to the side says so. What a link leads to stands below the filters, which stay at the top.
const watchSizes = (bars) => {
  if (!("ResizeObserver" in window)) return;
  const room = () => { root.style.scrollPaddingTop = getComputedStyle(bars).position === "sticky" ? bars.offsetHeight + 12 + "px" : ""; };
  if (bars) new ResizeObserver(room).observe(bars);
  const observer = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const frame = target.closest(".tbl");
    frame.classList.toggle("sideways", frame.scrollWidth > frame.clientWidth + 1);
  }));
  all(".tbl,.tbl>table").forEach((element) => observer.observe(element));
};

// ---- All together.
const start = () => {
  const bars = one("[data-filters]"), tools = one("[data-tools]");
  all(".tbl>table").forEach(makeSortable);
  all(".data").forEach(addMarks);
  all(".tbl").forEach(addCsv);
  addCopies();
  addOpeners();
  tellSigned();
  if (tools) [addTheme, addZone].forEach((add) => add(tools));
  body.append(bar);
  if (bars) bars.hidden = false;
  chips.forEach(({ press, facet, value }) => press.addEventListener("click", () => toggle(facet, value)));
  if (search) search.addEventListener("input", () => { state.q = search.value.trim(); filter(); write(""); });
  if (clear) clear.addEventListener("click", () => { clearFilters(); write(""); if (search) search.focus(); });
  document.addEventListener("click", (event) => {
    const areas = one(".areas[open]");
    if (areas && !areas.contains(event.target)) areas.open = false;
    const press = event.target.closest("[data-mark]"), fix = event.target.closest("span[data-object]");
    if (press || fix) choose((press ? press.closest("tr") : fix).dataset.object);
    pickByMouse(event);
  });
  document.addEventListener("keydown", (event) => { if (!pickByKey(event) && event.key === "Escape" && state.object) unmark(); });
  // A browser may bring a control only half into a frame that scrolls, or leave it below the pinned column.
  document.addEventListener("focusin", ({ target }) => { if (target.closest(".tbl") && target.matches("button,a,summary")) target.scrollIntoView({ block: "nearest", inline: "nearest" }); });
  addEventListener("hashchange", read);
  root.classList.add("js");
  filter();
  openForPrint();
  followContents();
  watchSizes(bars);
  read();
};
start();
})();
