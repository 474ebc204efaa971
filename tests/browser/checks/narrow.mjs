// Tables that are wider than the page: what a row is about stays in sight on a phone, and a reader is told that there
// is more to the side.
import { check } from '../lib/problems.mjs';
import { look, openAll, withPage } from '../lib/pages.mjs';
import { reports } from '../lib/setting.mjs';

/** Runs in the page: the frames that show, with how they stand once they are scrolled to the right. */
async function scrolledFrames() {
  const told = [];
  const frames = [...document.querySelectorAll('.tbl')].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 40);
  for (const frame of frames.slice(0, 25)) {
    frame.scrollLeft = frame.scrollWidth;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const box = frame.getBoundingClientRect();
    const cells = [...frame.querySelectorAll('tr>:first-child:not([colspan])')].slice(0, 4).map((cell) => cell.getBoundingClientRect());
    told.push({
      label: frame.getAttribute('aria-label'),
      moved: frame.scrollLeft > 20,
      pinned: cells.every((cell) => Math.abs(cell.left - box.left) < 3),
      widest: Math.max(...cells.map((cell) => cell.width)) / box.width,
    });
  }
  return told;
}

for (const report of reports) {
  for (const [width, height] of [[320, 700], [390, 844], [768, 1024]]) {
    check(`${report.name}: at ${width} px the first column stays where it is when a table is scrolled`, async (problems) => {
      const how = { width, height };
      await withPage(report, how, async (page) => {
        await openAll(page);
        const frames = await page.evaluate(scrolledFrames);
        const place = { look: look(report, how) };
        problems.expect(frames.length > 0, 'no table is wider than the page, so this proves nothing', place);
        for (const { label, moved, pinned, widest } of frames) {
          const at = { where: label, ...place };
          problems.expect(moved, 'it does not scroll', at);
          problems.expect(pinned, 'its first column leaves the frame', at);
          problems.expect(widest < 0.7, `its first column takes ${Math.round(widest * 100)} % of the frame`, at);
        }
      });
    });
  }

  check(`${report.name}: a table that has more to the side says so, and only then`, async (problems) => {
    for (const width of [320, 1280, 3840]) {
      const how = { width };
      await withPage(report, how, async (page) => {
        await openAll(page);
        // The hint follows the sizes, which are known a moment after the folds are open.
        await page.waitForTimeout(300);
        const told = await page.evaluate(() => [...document.querySelectorAll('.tbl')].filter((one) => one.checkVisibility()).map((frame) => {
          const hint = getComputedStyle(frame.nextElementSibling ?? frame, '::before').content;
          return { label: frame.getAttribute('aria-label'), more: frame.scrollWidth > frame.clientWidth + 1, says: /Scrolls sideways/.test(hint) };
        }));
        for (const { label, more, says } of told) {
          problems.expect(more === says, says ? 'it says that it scrolls sideways and does not' : 'it scrolls sideways and does not say so', { where: label, look: look(report, how) });
        }
        if (width === 320) problems.expect(told.some((one) => one.more), 'no table scrolls sideways, so this proves nothing', { look: look(report, how) });
      });
    }
  });
}
