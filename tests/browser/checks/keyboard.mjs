// Whoever has no mouse comes past the contents, to every control, sees where they are, and unfolds what is folded.
import { check } from '../lib/problems.mjs';
import { look, openAll, withPage } from '../lib/pages.mjs';
import { reports } from '../lib/setting.mjs';

/** Of a large report the first stops are walked; what repeats further down is the same. */
const STOPS_OF_LARGE = 150;

for (const report of reports) {
  check(`${report.name}: the skip link comes first, shows, and leads past the contents`, async (problems) => {
    await withPage(report, {}, async (page) => {
      const place = { where: 'a.skip', look: look(report) };
      await page.keyboard.press('Tab');
      const skip = await page.evaluate(() => {
        const box = document.activeElement.getBoundingClientRect();
        const shows = box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0;
        return { shows, href: document.activeElement.getAttribute('href'), html: document.activeElement.outerHTML.slice(0, 160) };
      });
      if (!problems.expect(skip.href?.startsWith('#'), 'the first stop is no link into the page', { snippet: skip.html, ...place })) return;
      problems.expect(skip.shows, 'it does not show when it has the focus', { snippet: skip.html, ...place });
      await page.keyboard.press('Enter');
      // The page follows the address a moment later than a machine presses keys.
      const isThere = (target) => document.activeElement === document.querySelector(target);
      await page.waitForFunction(isThere, skip.href, { timeout: 5_000 }).catch(() => problems.add('the focus does not come to it', { snippet: skip.href, ...place }));
      await page.keyboard.press('Tab');
      const next = await page.evaluate((target) => {
        const section = document.querySelector(target);
        return {
          there: section !== null,
          after: section && (section.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING) > 0,
          html: document.activeElement.outerHTML.slice(0, 160),
        };
      }, skip.href);
      problems.expect(next.there, `it leads to ${skip.href}, which is nowhere`, place);
      problems.expect(!next.there || next.after, `after it the next stop is not past ${skip.href}`, { snippet: next.html, ...place });
    });
  });

  for (const width of [320, 1280]) {
    check(`${report.name}: Tab comes to every control in order, and the focus shows, at ${width} px`, async (problems) => {
      await withPage(report, { width, still: true }, async (page) => {
        if (report.small) await openAll(page);
        await walk(problems, page, report.small ? Infinity : STOPS_OF_LARGE, { look: look(report, { width }) });
      });
    });
  }

  check(`${report.name}: Enter and Space unfold and fold every kind of fold`, async (problems) => {
    await withPage(report, {}, async (page) => {
      // The contents may stand open beside the page; of each other kind the first one that shows is tried.
      for (const kind of await page.evaluate(() => [...new Set([...document.querySelectorAll('details')].map((one) => one.className))])) {
        const selector = kind ? `details.${kind.trim().split(/\s+/).join('.')}` : 'details:not([class])';
        const first = page.locator(selector).first();
        await first.evaluate((one) => {
          for (let above = one.parentElement; above; above = above.parentElement) if (above.tagName === 'DETAILS') above.open = true;
        });
        const summary = first.locator('summary').first();
        if (!(await summary.isVisible())) continue;
        for (const key of ['Enter', 'Space']) {
          const before = await first.evaluate((one) => one.open);
          await summary.focus();
          await page.keyboard.press(key);
          const toggled = (await first.evaluate((one) => one.open)) !== before;
          problems.expect(toggled, `${key} does not fold or unfold it`, { where: selector, look: look(report) });
        }
      }
    });
  });
}

/** Presses Tab through the page and compares the stops with the controls that show. */
async function walk(problems, page, most, place) {
  const controls = await page.evaluate(markControls);
  const stops = Math.min(controls.length, most);
  await page.evaluate(() => { document.activeElement?.blur(); window.scrollTo(0, 0); });
  const seen = [];
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press('Tab');
    seen.push(await page.evaluate(focused));
    const last = seen.at(-1);
    problems.expect(last.visible, 'the focus does not show', { where: last.where, snippet: last.html, ...place });
    problems.expect(last.inWindow, 'it has the focus outside the window', { where: last.where, snippet: last.html, ...place });
    problems.expect(!last.covered, 'it has the focus and something lies over it', { where: last.where, snippet: last.covered, ...place });
  }
  const reached = new Set(seen.map((one) => one.number));
  for (const missed of controls.slice(0, stops).filter((one) => !reached.has(one.number))) {
    problems.add('Tab never comes to it', { where: missed.where, snippet: missed.html, ...place });
  }
  const numbers = seen.map((one) => one.number);
  const wrong = numbers.findIndex((number, index) => index > 0 && number < numbers[index - 1]);
  problems.expect(wrong < 0, 'Tab goes back in the page', { where: seen[wrong]?.where, snippet: seen[wrong]?.html, ...place });
}

/** Runs in the page: numbers the controls that show, in document order. */
function markControls() {
  const all = document.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex="0"]');
  const shows = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled
    && element.tabIndex >= 0 && !element.closest('[inert]') && element.getClientRects().length > 0;
  return [...all].filter(shows).map((element, number) => {
    element.setAttribute('data-stop', number);
    return { number, where: `${element.tagName.toLowerCase()}.${element.className}`, html: element.outerHTML.slice(0, 160) };
  });
}

/** Runs in the page: where the focus is, whether it shows, and what lies over it. */
function focused() {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const box = element.getBoundingClientRect();
  // Hidden is what shows at none of three points: a pinned column may lie over a part.
  const within = (value, most) => Math.min(Math.max(value, 1), most - 2);
  const middle = within(box.top + Math.min(box.height / 2, 20), innerHeight);
  const over = [box.left + 2, box.left + box.width / 2, box.right - 2].map((x) => document.elementFromPoint(within(x, innerWidth), middle));
  const isSeen = (one) => !one || element.contains(one) || one.contains(element) || one.closest('label,summary')?.contains(element);
  const covered = !over.some(isSeen);
  return {
    number: Number(element.getAttribute('data-stop') ?? -1),
    where: element.id ? `#${element.id}` : `${element.tagName.toLowerCase()}.${element.className}`,
    html: element.outerHTML.slice(0, 160),
    visible: element !== document.body && (ring || style.boxShadow !== 'none'),
    inWindow: box.bottom > 0 && box.top < innerHeight,
    covered: covered ? over[1].outerHTML.slice(0, 160) : '',
  };
}
