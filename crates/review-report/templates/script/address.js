// The address: `#finding-x?s=high,critical&q=orders`. A place, what is filtered, and the object marked.
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
