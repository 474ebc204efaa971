// Theme and time zone.
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

// Opening, printing, finding one's way.
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
