// Saving a table as CSV.
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
