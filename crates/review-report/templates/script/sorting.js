// Sorting: up, down, and as it came. Numbers by value, NULL always last, equal rows in their first order.
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
