// What can be filtered: findings, queries, the lines of the fix plan and of the signals.
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

// Filtering.
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
