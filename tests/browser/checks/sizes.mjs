// However much a run holds, its page stays within its bytes and a browser opens it. The times are told, not tested.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../lib/problems.mjs';
import { expectNoSidewaysScroll } from './accessible.mjs';
import { look, withPage } from '../lib/pages.mjs';
import { madePages, pages } from '../lib/setting.mjs';

const grouped = (number) => Math.round(number).toLocaleString('en');

if (pages) {
  check('large pages: each is within its budget and shows its findings', async (problems) => {
    const lines = [['case', 'queries', 'rows given', 'cells escaped, bytes', 'page, bytes', 'elements', 'render / floor', 'render, ms', 'shown in browser, ms']];
    for (const measured of JSON.parse(readFileSync(join(pages, 'sizes.json'), 'utf8'))) {
      const report = madePages(`large-${measured.name}`)[0];
      const place = { where: report.file, look: look(report) };
      problems.expect(measured.bytes <= measured.budget, `${measured.bytes} bytes, more than ${measured.budget}`, place);
      await withPage(report, {}, async (page) => {
        problems.expect(await page.locator('#findings').isVisible(), 'its findings do not show', place);
        await expectNoSidewaysScroll(problems, page, place);
        const { elements, shown } = await page.evaluate(() => ({
          elements: document.querySelectorAll('*').length,
          shown: performance.getEntriesByType('navigation')[0].loadEventEnd,
        }));
        lines.push([measured.name, grouped(measured.sections), grouped(measured.rows), grouped(measured.floor_bytes), grouped(measured.bytes),
          grouped(elements), (measured.render_ms / measured.floor_ms).toFixed(2), grouped(measured.render_ms), grouped(shown)]);
      });
    }
    // The floor: the same cells, escaped, into one text, in the same process.
    process.stderr.write(`${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}\n`);
  });
}
