// Short words for what every part does, the live region, and what a cell says.
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

// Speaking: one live region. What it tells for long comes back, silently, after a short message.
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

// Cells.
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
