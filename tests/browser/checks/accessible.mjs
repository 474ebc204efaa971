// axe-core finds no violation in either theme at any width, and the page never scrolls sideways.
import { readFileSync } from 'node:fs';
import { check } from '../lib/problems.mjs';
import { WIDTHS, look, openAll, withPage } from '../lib/pages.mjs';
import { load, reports } from '../lib/setting.mjs';

const axe = readFileSync(load.resolve('axe-core/axe.min.js'), 'utf8');

/** The rules of axe whose verdict follows colours and sizes; that of the others is the same in every theme and width. */
const OF_THE_LOOK = ['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block'];

/** axe takes half a minute for a page of 40,000 elements, so a large report is looked at in one way only. */
const AS_IT_OPENS = [{ scheme: 'dark', width: 1280 }, { scheme: 'light', width: 320 }];
const UNFOLDED = ['light', 'dark'].flatMap((scheme) => WIDTHS.map((width) => ({ scheme, width, unfolded: true })));
const waysFor = (report, index) => (report.small ? AS_IT_OPENS.concat(UNFOLDED) : [AS_IT_OPENS[index % 2]]);
const isWhole = ({ scheme, width, unfolded }) => !unfolded || (scheme === 'light' && [320, 1280].includes(width));

/** Adds a problem for each element that axe finds at fault; by the rules `only`, or by all. */
export async function expectAxeClean(problems, page, place, only) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async (rules) => {
    const options = { resultTypes: ['violations'], ...(rules && { runOnly: { type: 'rule', values: rules } }) };
    return (await window.axe.run(document, options)).violations;
  }, only);
  for (const { id, help, nodes } of violations) {
    const [first] = nodes;
    const why = first.any.concat(first.all, first.none).map((one) => one.message).join('; ');
    const of = nodes.length > 1 ? ` (${nodes.length} elements, the first:)` : '';
    problems.add(`axe ${id}: ${help}${of}`, { ...place, where: first.target.join(' '), snippet: `${first.html} -- ${why}` });
  }
}

for (const [index, report] of reports.entries()) {
  for (const how of waysFor(report, index)) {
    check(`${report.name}: axe finds nothing in ${how.scheme} at ${how.width} px, ${how.unfolded ? 'unfolded' : 'as it opens'}`, async (problems) => {
      await withPage(report, how, async (page) => {
        if (how.unfolded) await openAll(page);
        const place = { look: `${look(report, how)}${how.unfolded ? ', everything unfolded' : ''}` };
        await expectAxeClean(problems, page, place, isWhole(how) ? undefined : OF_THE_LOOK);
      });
    });
  }
}

for (const report of reports) {
  check(`${report.name}: the page never scrolls sideways from 320 to 3840 px`, async (problems) => {
    for (const width of WIDTHS) {
      const how = { width };
      await withPage(report, how, async (page) => {
        await expectNoSidewaysScroll(problems, page, { look: look(report, how) });
        await openAll(page);
        await expectNoSidewaysScroll(problems, page, { look: `${look(report, how)}, everything unfolded` });
      });
    }
  });
}

/** Adds a problem with the innermost element that sticks out, if the page is wider than the window. */
export async function expectNoSidewaysScroll(problems, page, place) {
  const wide = await page.evaluate(() => {
    const root = document.documentElement;
    const width = root.clientWidth;
    if (root.scrollWidth <= width) return null;
    const scrolls = (element) => element !== root && element !== document.body && getComputedStyle(element).overflowX !== 'visible';
    const sticksOut = (element) => {
      if (element.getBoundingClientRect().right <= width + 1) return false;
      for (let above = element.parentElement; above; above = above.parentElement) if (scrolls(above)) return false;
      return true;
    };
    const last = [...document.body.querySelectorAll('*')].filter(sticksOut).pop();
    const where = last ? `${last.tagName.toLowerCase()}${last.id && `#${last.id}`}.${last.className}` : 'html';
    return { what: `${root.scrollWidth} px wide in a window of ${width}`, where, snippet: last?.outerHTML.slice(0, 160) };
  });
  if (wide) problems.add(`the page scrolls sideways: ${wide.what}`, { ...place, where: wide.where, snippet: wide.snippet });
}
