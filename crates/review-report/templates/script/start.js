// All together.
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
