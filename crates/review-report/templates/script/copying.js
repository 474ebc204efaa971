// Copying: links, SQL, findings as tickets.
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
// The objects of a finding with what was observed of each, the first of them; and how many rows of it are shown.
const objectsOf = (inner) => {
  const table = one(".data", inner), rows = table ? all("tr[data-object]", table) : [];
  if (!rows.length) return [];
  const heads = [...table.tHead.rows[0].cells], at = heads.findIndex((head) => one("small", head));
  const value = (row) => (at < 0 || heads[at].dataset.names ? "" : " (" + headText(heads[at]) + " " + (cellText(row.cells[at]) ?? "NULL") + ")");
  const named = [...new Set(rows.map((row) => row.dataset.object + value(row)))], more = named.length - 10;
  const rest = all(".tbl+.rows strong", inner).map((cut) => "- " + cut.textContent.trim() + " are in the report");
  return [["Where:", ...named.slice(0, 10).map((name) => "- " + name), ...(more > 0 ? ["- and " + more + " more"] : []), ...rest].join("\n")];
};
// Where the report is: an address that only this machine knows says nothing in a ticket.
const placeOf = (id) => (location.protocol === "file:" ? "In report.html of run " + body.dataset.run + ", at #" + id : addressOf(id));
// A finding as a text to paste into a ticket: what, how much, of what, why, what to do, and where it stands.
const ticketOf = (inner) => {
  const flat = (element) => all("li", element).map(flat).join("; ") || element.innerText.replace(/\s*\n\s*|[■□▨◪]+/g, " ").trim();
  const facts = all(".facts>div", inner).map((fact) => flat(one("dt", fact)) + ": " + flat(one("dd", fact)));
  const group = inner.closest("[data-severity]");
  // What is told at another finding stands in the fix plan, too.
  const planned = (each) => (one(".text", each) ? [] : all("p,dt,dd", document.getElementById(one(".strong", each).hash.slice(1)) || each));
  const words = (each) => [...all("p:not(.told),dt,dd,.flags", each), ...planned(each)].map((element) => (flat(element) || element.textContent.trim()) + (element.tagName === "DT" ? ":" : ""));
  const advice = all(".advice>div:first-child", inner).map((each) => words(each).join("\n")), fixes = all("pre code", inner).map((code) => code.textContent);
  const head = titleOf(inner.parentElement) + " (" + one(".count", inner.parentElement).textContent.trim() + ")";
  const where = one("h1").textContent + ", " + (one("#top time") || { textContent: "" }).textContent;
  const limit = isSigned ? ["The address opens the report" + untilText() + ", for whoever has it:"] : [];
  return [head, "Severity: " + (group ? group.dataset.severity : "") + ". " + where, ...objectsOf(inner), facts.join("\n"), ...advice, ...fixes, ...limit, placeOf(inner.id)].join("\n\n") + "\n";
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
