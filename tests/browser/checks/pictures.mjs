// Pictures for a person to look at, when asked for: light, dark, phone and print. That they can be taken is all that is
// checked.
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../lib/problems.mjs';
import { openAll, picture, withPage } from '../lib/pages.mjs';
import { out, pictures, reports } from '../lib/setting.mjs';

const WAYS = {
  light: { scheme: 'light' },
  dark: { scheme: 'dark' },
  phone: { width: 390, height: 844 },
  wide: { width: 3840, height: 2160 },
};

for (const report of pictures ? reports : []) {
  check(`${report.name}: pictures in ${out}`, async (problems) => {
    for (const [name, how] of Object.entries(WAYS)) {
      await withPage(report, how, async (page) => {
        const path = await picture(page, `${report.name}-${name}`);
        problems.expect(statSync(path).size > 10_000, 'the picture is empty', { where: path });
        if (!report.small) return;
        await openAll(page);
        await picture(page, `${report.name}-${name}-whole`, { fullPage: true });
      });
    }
    const pdf = join(out, `${report.name}-print.pdf`);
    if (existsSync(pdf)) execFileSync('pdftoppm', ['-png', '-r', '60', '-f', '1', '-l', '3', pdf, join(out, `${report.name}-print`)]);
  });
}
