// One row. The buttons that copy it stand in its first cell once it is pressed, or are brought there by the button
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
