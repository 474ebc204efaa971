// One object everywhere. A name without its database or schema is the same thing as one with it.
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
