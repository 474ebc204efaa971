// What is not among the findings is not lost: what the settings set aside, and what changed since the run before. And
// whoever reads far down sees in the contents where that is.
import { check } from '../lib/problems.mjs';
import { expectQuiet, look, withPage } from '../lib/pages.mjs';
import { reports } from '../lib/setting.mjs';

/** Only the made-up run has both. */
const [report] = reports;
const place = { look: look(report) };
const hasBoth = report.name === 'plain';

if (hasBoth) {
  check(`${report.name}: what is set aside is counted, folded, opens by keyboard and link, and says why, who and until when`, async (problems) => {
    await withPage(report, {}, async (page, seen) => {
      const fold = page.locator('#suppressed details.fold');
      const summary = fold.locator('summary');
      const count = Number((await summary.innerText()).match(/\d+/)?.[0]);
      problems.expect(!(await fold.evaluate((one) => one.open)), 'it stands open', place);
      problems.expect(!(await fold.locator('table').isVisible()), 'its rows show while it is folded', place);
      await summary.focus();
      await page.keyboard.press('Enter');
      const rows = fold.locator('tbody tr');
      problems.expect(await rows.count() === count, `${await rows.count()} rows, and it says ${count}`, place);
      problems.expect(await page.locator('nav.side a[href="#suppressed"]').innerText().then((text) => text.includes(count)), 'the contents do not count them', place);
      const heads = await fold.locator('thead th').allInnerTexts();
      for (let at = 0; at < await rows.count(); at += 1) {
        const cells = await rows.nth(at).locator('th,td').allInnerTexts();
        for (const head of ['Signal', 'Severity', 'What', 'Reason', 'Owner', 'Until']) {
          const cell = cells[heads.findIndex((text) => text.includes(head))] ?? '';
          problems.expect(cell.trim().length > 0, `row ${at + 1} has no ${head}`, { snippet: cells.join(' | '), ...place });
        }
        problems.expect(/\d{4}-\d\d-\d\d/.test(cells.at(-1)), `row ${at + 1} does not end`, { snippet: cells.join(' | '), ...place });
        // What is set aside is no evidence any more.
        const signal = await rows.nth(at).locator('th small').innerText();
        const found = await page.locator(`#finding-${signal} tr[data-object]`).evaluateAll((all) => all.map((one) => one.dataset.object));
        const aside = cells[heads.findIndex((text) => text.includes('What'))].split(': ')[1]?.split(', ') ?? [];
        for (const object of aside) problems.expect(!found.includes(object), `${object} is set aside and evidence of ${signal}`, place);
      }
      const expired = page.locator('#suppressed > .note');
      problems.expect(await expired.count() > 0 && /Expired after \d{4}-\d\d-\d\d/.test((await expired.first().innerText()).replace(/\s+/g, ' ')), 'what has expired is not told beside the fold', place);
      await page.locator('[data-search]').fill(await rows.first().locator('th').innerText().then((text) => text.split('\n')[0]));
      problems.expect(await rows.first().isVisible(), 'the search does not find what is set aside', place);
      expectQuiet(problems, seen, place);
    });
  });

  check(`${report.name}: what changed is counted, leads to its findings, and filters them`, async (problems) => {
    await withPage(report, {}, async (page, seen) => {
      const lines = await page.locator('#changes tbody tr').evaluateAll((all) => all.map((one) => ({
        change: one.dataset.change,
        word: one.querySelector('.change').textContent,
        href: one.querySelector('a')?.getAttribute('href'),
        before: one.cells[3].textContent.trim(),
        now: one.cells[4].textContent.trim(),
      })));
      problems.expect(lines.length > 0, 'nothing changed in the made-up run, so this proves nothing', place);
      problems.expect((await page.locator('nav.side a[href="#changes"]').innerText()).includes(lines.length), 'the contents do not count the lines', place);
      for (const { change, word, href, before, now } of lines) {
        const at = { where: `#changes tr[data-change=${change}]`, snippet: word, ...place };
        problems.expect(/\p{L}{3}/u.test(word), 'a change is a sign without a word', at);
        // What a run did not judge has no number; then nothing is compared.
        const isTold = (text) => /^[\d,]+/.test(text) || (text === 'not judged' && change === 'not_comparable');
        problems.expect(isTold(before) && isTold(now), `before is "${before}", now is "${now}"`, at);
        if (change === 'fixed') problems.expect(!href, 'what is fixed leads to a finding', at);
        if (href) {
          await page.locator(`#changes a[href="${href}"]`).first().click();
          // The page hears of the new address after the click, and shows what it names: before that, a filter would be undone.
          await page.waitForFunction((to) => document.activeElement === document.querySelector(to), href)
            .catch(() => problems.add('its link does not bring focus to its finding', { ...at, where: href }));
          problems.expect(await page.locator(`${href}`).isVisible(), 'its link shows no finding', { ...at, where: href });
        }
      }
      for (const chip of await page.locator('[data-filter^="change:"]').all()) {
        const change = (await chip.getAttribute('data-filter')).split(':')[1];
        await chip.click();
        const shown = await page.locator('article.finding:visible').evaluateAll((all) => all.map((one) => one.dataset.change));
        const kept = await page.locator('#changes tbody tr:visible').evaluateAll((all) => all.map((one) => one.dataset.change));
        // What cannot be compared, or has not changed, may be no finding or no line; what shows is of this kind.
        problems.expect(shown.length + kept.length > 0, `nothing shows when filtered by ${change}`, place);
        problems.expect([...shown, ...kept].every((one) => one === change), `filtered by ${change}, these show: ${[...shown, ...kept]}`, place);
        problems.expect(Number(await chip.locator('.k').innerText()) === shown.length, `the chip does not count ${shown.length}`, { snippet: await chip.innerText(), ...place });
        await page.locator('[data-clear]').click();
      }
      expectQuiet(problems, seen, place);
    });
  });
}

check(`${report.name}: the contents mark where the reader is, stay in sight beside a wide page, and fold on a narrow one`, async (problems) => {
  await withPage(report, { still: true }, async (page) => {
    for (const id of ['recommendations', 'queries', 'provenance']) {
      await page.evaluate((to) => document.getElementById(to).scrollIntoView(), id);
      const current = page.locator('.toc a[aria-current]');
      await page.waitForFunction((top) => {
        const link = document.querySelector('.toc a[aria-current]');
        const box = link?.getBoundingClientRect();
        return box && box.top >= 0 && box.bottom <= innerHeight && scrollY > 0 && link.hash !== top;
      }, '#top').catch(() => problems.add(`at #${id} the contents mark nothing that shows`, place));
      const at = await page.evaluate(() => {
        const target = document.getElementById(decodeURIComponent(document.querySelector('.toc a[aria-current]').hash.slice(1)));
        return (target.closest('article,.query') ?? target).getBoundingClientRect().top / innerHeight;
      });
      problems.expect(at <= 0.3 && at > -3, `at #${id} the contents mark what is elsewhere`, { snippet: await current.innerText(), ...place });
    }
  });
  await withPage(report, { width: 320 }, async (page) => {
    problems.expect(!(await page.locator('.toc').evaluate((one) => one.open)), 'on a phone the contents stand open', place);
    await page.locator('.toc > summary').click();
    await page.locator('.toc a[href="#recommendations"]').click();
    problems.expect(!(await page.locator('.toc').evaluate((one) => one.open)), 'after a choice the contents stay open on a phone', place);
  });
});
