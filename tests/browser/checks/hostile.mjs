// Whatever an attacker wrote into names, texts and errors stays text: it runs nothing, asks for nothing, and neither
// the structure nor the layout of the page changes.
import { check } from '../lib/problems.mjs';
import { expectQuiet, look, openAll, withPage } from '../lib/pages.mjs';
import { madePages } from '../lib/setting.mjs';
import { expectNoSidewaysScroll } from './accessible.mjs';

const [harmless] = madePages('harmless');
const attacks = madePages('attack-');

/** Runs in the page: every shape of an element that occurs, as `parent > tag[names of attributes]`. */
function shapes() {
  const of = (element) => `${element.parentElement?.tagName} > ${element.tagName}[${element.getAttributeNames().sort().join(' ')}]`;
  return [...new Set([...document.querySelectorAll('*')].map(of))];
}

/** What the harmless page and the plain one hold; an attack may bring nothing that is in neither. */
let allowed;
async function collectShapes() {
  const all = new Set();
  for (const page of [harmless, ...madePages('plain'), ...madePages('attack-unbroken')]) {
    await withPage(page, {}, async (opened) => (await opened.evaluate(shapes)).forEach((shape) => all.add(shape)));
  }
  return all;
}

for (const attack of attacks) {
  check(`${attack.name}: nothing runs, nothing is asked for, the page stays as it is built`, async (problems) => {
    const place = { look: look(attack) };
    await withPage(attack, {}, async (page, seen) => {
      allowed ??= collectShapes();
      const known = await allowed;
      for (const shape of await page.evaluate(shapes)) {
        problems.expect(known.has(shape), 'an element that the harmless page does not have', { where: shape, ...place });
      }
      await openAll(page);
      await provoke(page);
      expectQuiet(problems, seen, place);
      problems.expect((await page.evaluate(() => window.__pwned)) === undefined, 'the attack ran', place);
      problems.expect(page.url().startsWith('file:'), `the page went to ${page.url()}`, place);
      const hidden = await page.evaluate(() => document.body.innerText.match(/[\u202a-\u202e\u2066-\u2069\u200b\ufeff\u0000\u001b]/u)?.index);
      problems.expect(hidden === undefined, 'a character that hides or turns the text is in the page', place);
      problems.expect(await page.locator('main #findings, #findings').first().isVisible(), 'the findings do not show', place);
    });
    await withPage(attack, { width: 320 }, async (page) => {
      await openAll(page);
      await expectNoSidewaysScroll(problems, page, { look: look(attack, { width: 320 }) });
    });
  });
}

/** What a reader does: points at things, focuses them, clicks what is not a link. */
async function provoke(page) {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('body *')) {
      for (const type of ['mouseover', 'mouseenter', 'focus', 'pointerdown']) element.dispatchEvent(new Event(type, { bubbles: true }));
    }
    for (const button of document.querySelectorAll('button[data-filter],button[data-sort],button[data-clear]')) button.click();
    document.querySelectorAll('a').forEach((link) => { if (/^\s*(javascript|data|vbscript):/i.test(link.href)) link.click(); });
  });
  await page.waitForTimeout(50);
}
