// On paper: everything unfolded, no navigation, the targets of links in print, dark ink on light paper.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../lib/problems.mjs';
import { look, openAll, withPage } from '../lib/pages.mjs';
import { madePages, out, reports } from '../lib/setting.mjs';

/** The text of a PDF, without the line breaks that its columns make. */
const textOf = (path) => execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8', maxBuffer: 1e9 });
const squeezed = (text) => text.replace(/[\s\u00ad\u200b]+/g, '');

const sheetsOf = (path) => execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8', maxBuffer: 1e9 }).split('\f').slice(0, -1);

/** What A4 leaves between its margins, in CSS pixels: 210 - 2 * 12 mm. */
const PAPER = 703;

/** What came of printing a report, once for all checks of it. A reader in a dark room prints too. */
const HOW = { scheme: 'dark' };
const prints = new Map();
function printed(report) {
  if (!prints.has(report.name)) prints.set(report.name, print(report));
  return prints.get(report.name);
}

const print = (report) => withPage(report, HOW, async (page) => {
  mkdirSync(out, { recursive: true });
  const path = join(out, `${report.name}-print.pdf`);
  const folds = () => page.evaluate(() => [...document.querySelectorAll('details')].map((one) => one.open).join());
  const before = await folds();
  await page.pdf({ path, format: 'A4', printBackground: true });
  const isAsBefore = before === (await folds());
  const wanted = await page.evaluate(expected);
  const margins = await page.evaluate(inMargins);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.setViewportSize({ width: PAPER, height: 1000 });
  await openAll(page);
  return { path, isAsBefore, wanted, margins, wrong: [...await page.evaluate(onPaper), ...await page.evaluate(cut)] };
});

for (const report of reports) {
  check(`${report.name}: printed, it is unfolded, without navigation, with the targets of its links, on light paper, nothing cut off`, async (problems) => {
    const { path, isAsBefore, wanted, wrong } = await printed(report);
    const place = { look: `print ${look(report, HOW)}` };
    problems.expect(isAsBefore, 'after printing, what was folded stays unfolded', place);
    const text = squeezed(textOf(path));
    for (const { where, text: folded } of wanted.folded) {
      problems.expect(text.includes(squeezed(folded)), 'folded text is not in print', { where, snippet: folded, ...place });
    }
    for (const href of wanted.links) {
      problems.expect(text.includes(squeezed(href.replace('https://', ''))), 'the target of a link is not in print', { where: `a[href="${href}"]`, ...place });
    }
    problems.expect(!text.includes(squeezed(wanted.skip)), 'the skip link is in print', { where: 'a.skip', ...place });
    for (const one of wrong) problems.add(one.what, { where: one.where, snippet: one.snippet, ...place });
  });
}

// A printed sheet is left on a desk by itself; so are the sheets of a run whose names are an attack.
for (const report of [...reports, ...madePages('attack-style'), ...madePages('attack-quotes')]) {
  check(`${report.name}: every printed sheet says its classification, warehouse, day, run and number`, async (problems) => {
    const { path, margins } = await printed(report);
    const sheets = sheetsOf(path);
    for (const [index, sheet] of sheets.entries()) {
      const lines = sheet.split('\n').filter((line) => line.trim() !== '');
      const found = squeezed(lines.slice(0, 2).join('') + lines.slice(-2).join(''));
      for (const [what, text] of Object.entries({ ...margins, number: `Page ${index + 1} of ${sheets.length}` })) {
        // A long name may be cut, or be broken into two lines.
        const holds = found.includes(squeezed(text).slice(0, 20));
        problems.expect(holds, `sheet ${index + 1} does not say its ${what}`, { where: path, snippet: found, look: look(report) });
      }
    }
  });
}

for (const report of reports) {
  check(`${report.name}: printed, a finding that would be split begins a sheet, and no heading is left behind`, async (problems) => {
    await withPage(report, HOW, async (page) => {
      const place = { where: join(out, `${report.name}-marked.pdf`), look: `print ${look(report, HOW)}` };
      await openAll(page);
      await page.emulateMedia({ media: 'print' });
      const marked = await page.evaluate(mark);
      await page.pdf({ path: place.where, format: 'A4', printBackground: true });
      const sheetOf = new Map();
      for (const [index, sheet] of sheetsOf(place.where).entries()) {
        for (const [name] of sheet.matchAll(/@\w+@/g)) if (!sheetOf.has(name)) sheetOf.set(name, index + 1);
      }
      const at = (name) => sheetOf.get(name) ?? problems.add('a mark is not in print, so this proves nothing', { snippet: name, ...place });
      let before = at(marked.start);
      for (const { title, begin, end } of marked.findings) {
        const isSplit = at(begin) !== at(end);
        problems.expect(!isSplit || before !== at(begin), `a finding begins on sheet ${at(begin)} below others and ends on sheet ${at(end)}`, { snippet: title, ...place });
        before = at(end);
      }
      for (const { title, last, next } of marked.heads) {
        problems.expect(at(last) === at(next), `a heading is left on sheet ${at(last)}, and what it speaks of begins on sheet ${at(next)}`, { snippet: title, ...place });
      }
      problems.expect(marked.heads.length > 20, 'there are few headings, so this proves little', place);
    });
  });
}

/**
 * Runs in the page: puts a mark that nobody sees at the end of what stands above the findings, where each begins and ends,
 * and at the end of each heading and the begin of the text after it. The names of the marks.
 */
function mark() {
  let count = 0;
  const marks = (put) => {
    const span = document.createElement('span');
    span.style.cssText = 'font-size:1px;line-height:0;white-space:nowrap;letter-spacing:0';
    span.textContent = `@m${count += 1}@`;
    put(span);
    return span.textContent;
  };
  const isText = (node) => node.data.trim() !== '' && node.parentElement.checkVisibility() && !node.parentElement.closest('.vh,svg,style,script');
  const texts = [];
  const walker = document.createTreeWalker(document.querySelector('.body'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (isText(walker.currentNode)) texts.push(walker.currentNode);
  const inside = (element) => texts.filter((node) => element.contains(node));
  const before = (node) => marks((span) => node.before(span));
  const after = (node) => marks((span) => node.after(span));
  const heads = [...document.querySelectorAll('.body :is(.head,.label,.small,h3,h5,summary,thead)')].flatMap((head) => {
    const last = inside(head).pop();
    const next = last && texts[texts.indexOf(last) + 1];
    return next ? [{ title: head.textContent.trim().slice(0, 80), last: after(last), next: before(next) }] : [];
  });
  const findings = [...document.querySelectorAll('article.finding')].map((finding) => {
    const own = inside(finding);
    return { title: own[0].data, begin: before(own[0]), end: after(own[own.length - 1]) };
  });
  return { start: after(inside(document.querySelector('#top')).pop()), heads, findings };
}

/** Runs in the page: what stands in the margins of each sheet. */
function inMargins() {
  return {
    classification: document.querySelector('#top .classification')?.textContent ?? '',
    warehouse: document.querySelector('h1').textContent,
    day: document.querySelector('#top time').textContent.slice(0, 10),
    run: document.body.dataset.run,
  };
}

/** Runs in the page: texts inside folds (a few of each kind), addresses of links out of it, and the skip link's text. */
function expected() {
  const perKind = new Map();
  const folded = [];
  for (const fold of document.querySelectorAll('main details')) {
    const kind = fold.className;
    const count = perKind.get(kind) ?? 0;
    const inside = [...fold.querySelectorAll('p,td,code,dd')].find((one) => !one.closest('summary') && one.textContent.trim().length > 3);
    if (count >= 3 || !inside) continue;
    perKind.set(kind, count + 1);
    folded.push({ where: `details.${kind}`, text: inside.textContent.trim().split('\n')[0].slice(0, 40) });
  }
  const links = [...new Set([...document.querySelectorAll('main a[href^="https://"]')].map((one) => one.getAttribute('href')))];
  return { folded, links: links.slice(0, 20), skip: document.querySelector('a.skip')?.textContent ?? 'Skip to' };
}

/** Runs in the page, in the medium print and as wide as the paper: what its edge cuts off. */
function cut() {
  const wide = [...document.querySelectorAll('.body :is(table,pre,p,dl,svg,figure)')].filter((one) => one.checkVisibility() && !one.closest('.vh') && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
  return wide.map((one) => ({ what: 'the edge of the paper cuts it off', where: one.closest('[aria-label]')?.getAttribute('aria-label') ?? one.tagName.toLowerCase(), snippet: one.textContent.trim().slice(0, 120) }));
}

/** Runs in the page, in the medium print: what does not belong on paper. */
function onPaper() {
  const found = [];
  const note = (what, element, snippet = element.outerHTML.slice(0, 120)) => found.push({ what, where: element.tagName.toLowerCase(), snippet });
  // Heads of columns and names of objects are buttons that carry the text itself.
  for (const element of document.querySelectorAll('nav,button:not([data-sort],[data-mark]),input,select')) {
    if (element.checkVisibility()) note('it is on paper and does nothing there', element);
  }
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
  const transparent = getComputedStyle(document.body).backgroundColor.endsWith(', 0)');
  if (!transparent && Math.min(r, g, b) < 240) note('the paper is dark', document.body, getComputedStyle(document.body).backgroundColor);
  const [ink] = getComputedStyle(document.querySelector('h1')).color.match(/[\d.]+/g).map(Number);
  if (ink > 110) note('the ink is pale', document.querySelector('h1'), getComputedStyle(document.querySelector('h1')).color);
  return found;
}
