// A report behind a presigned address of S3: the signature is in the query, and opens this one object for a time.
import { check } from '../lib/problems.mjs';
import { expectQuiet, openAll, withPage } from '../lib/pages.mjs';
import { reviewInS3 } from '../lib/bucket.mjs';
import { emulator, troubled } from '../lib/setting.mjs';

/** A browser has one clipboard for all its pages. */
const CLIPBOARD = { alone: 'clipboard' };
/** Links to what lies beside the report. */
const BESIDE = 'a[href]:not([href^="#"]):not([href*=":"])';
const statusOf = async (address) => (await fetch(address)).status;
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

if (troubled && emulator) {
  check('presigned: S3 gives the report to who has the signature, in its time, and nothing beside it', async (problems) => {
    const { endpoint, report, sign } = await reviewInS3();
    const address = sign(report);
    const answer = await fetch(address);
    problems.expect(answer.status === 200, `the signed address is answered with ${answer.status}`, { where: address });
    problems.expect(answer.headers.get('content-type') === 'text/html; charset=utf-8', 'a browser would not show it as a page', { snippet: answer.headers.get('content-type') });
    const wrong = address.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    const old = sign(report, { seconds: 60, from: new Date(Date.now() - 120_000) });
    const beside = address.replace('report.html', 'findings.json');
    for (const refused of [endpoint + report, wrong, old, beside]) {
      problems.expect(await statusOf(refused) === 403, 'what is not signed, or no longer, is not refused', { where: refused });
    }
  });

  check('presigned: filters, places, links and reloading leave the signature as it is', async (problems) => {
    const { report, sign } = await reviewInS3();
    const address = sign(report);
    await withPage({ address: `${address}#filters` }, {}, async (page, seen, context) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const place = { where: address };
      const expectAddress = async (what, hash) => {
        const [before, after = ''] = (await page.evaluate(() => location.href)).split('#');
        problems.expect(before === address, `${what}: what is before the # is another one`, { snippet: before, ...place });
        problems.expect(hash.test(after), `${what}: what is behind the # is not ${hash}`, { snippet: after, ...place });
      };
      await expectAddress('opened', /^filters$/);
      await page.locator('[data-filter="severity:high"]').click();
      await expectAddress('filtered', /[?&]s=high$/);
      const shown = () => page.locator('article.finding:visible').count();
      const high = await shown();
      const all = await page.locator('article.finding').count();
      problems.expect(high > 0 && high < all, `${high} of ${all} findings are high, so this proves nothing`, place);
      await page.reload();
      await expectAddress('loaded again', /[?&]s=high$/);
      problems.expect(await shown() === high, 'the filter is lost when the page is loaded again', place);
      await page.locator('[data-clear]').click();
      await expectAddress('cleared', /^[^?]*$/);
      await openAll(page);
      const finding = page.locator('article.finding').last();
      const id = await finding.locator('.inner').getAttribute('id');
      await finding.locator('[data-copy=link]').click();
      await page.waitForFunction(() => /copied/.test(document.querySelector('[data-status]').textContent));
      const link = await copied(page);
      problems.expect(link === `${address}#${id}`, 'the link that is copied is another one', { snippet: link, ...place });
      const said = await page.locator('[data-status]').innerText();
      problems.expect(/until \d{4}-\d\d-\d\d \d\d:\d\d UTC/.test(said), 'it is not said how long the link works', { snippet: said, ...place });
      await finding.locator('[data-copy=ticket]').click();
      await page.waitForFunction(() => /Ticket text copied/.test(document.querySelector('[data-status]').textContent));
      const ticket = await copied(page);
      problems.expect(/until \d{4}-\d\d-\d\d \d\d:\d\d UTC[^\n]*\n\n[^\n]+\n$/.test(ticket) && ticket.endsWith(`${link}\n`), 'the ticket does not say how long its address works', { snippet: ticket.slice(-600), ...place });
      await page.goto('about:blank');
      await page.goto(link);
      await page.waitForFunction((wanted) => document.activeElement?.id === wanted, id).catch(() => problems.add('the copied link does not lead to its finding', { snippet: link, ...place }));
      await expectAddress('followed', new RegExp(`^${id}$`));
      expectQuiet(problems, { ...seen, requests: seen.requests.filter((one) => !one.endsWith('about:blank')) }, place);
    });
  }, CLIPBOARD);

  check('presigned: files beside the report are named without a link, and the page says why and until when', async (problems) => {
    const { report, sign } = await reviewInS3();
    const from = new Date(Date.now() - 60_000);
    const address = sign(report, { from, seconds: 600 });
    const place = { where: address };
    const how = { js: false };
    const links = await withPage({ address }, how, (page) => page.locator(BESIDE).allTextContents());
    problems.expect(links.some((one) => one.endsWith('.csv')), 'without JavaScript the files are not linked, so this proves nothing', place);
    await withPage({ address }, {}, async (page, seen) => {
      problems.expect(await page.locator(BESIDE).count() === 0, 'a link leads to what is not signed', { snippet: await page.locator(BESIDE).evaluateAll((all) => all.map((one) => one.outerHTML).join()), ...place });
      await openAll(page);
      const text = await page.locator('body').innerText();
      for (const name of links) problems.expect(text.includes(name), `a file is no longer named: ${name}`, place);
      const note = await page.locator('[data-signed]').innerText();
      const end = new Date(Math.floor(from / 1000) * 1000 + 600_000).toISOString().slice(0, 16).replace('T', ' ');
      problems.expect(note.includes(`until ${end} UTC`) && note.includes('CSV'), 'the page does not say why, and until when', { snippet: note, ...place });
      const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('[data-csv]:visible').first().click()]);
      problems.expect(saved.suggestedFilename().endsWith('.csv'), 'a table cannot be saved', place);
      expectQuiet(problems, seen, place);
    });
    // Elsewhere the files are there.
    await withPage(troubled, {}, async (page) => {
      problems.expect(await page.locator(BESIDE).count() > 0, 'files beside the report are not linked', { where: troubled.file });
      problems.expect(await page.locator('[data-signed]').count() === 0, 'it speaks of an address that it does not have', { where: troubled.file });
    });
  });

  check('presigned: whoever a link leads to does not learn the address', async (problems) => {
    const { report, sign } = await reviewInS3();
    const address = sign(report);
    await withPage({ address }, {}, async (page, _, context) => {
      const asked = [];
      await context.route(/^https:/, async (route) => {
        asked.push(await route.request().allHeaders());
        await route.fulfill({ body: 'elsewhere', contentType: 'text/plain' });
      });
      await openAll(page);
      await page.locator('a[href^="https://"]:visible').first().click();
      await page.waitForURL(/^https:/);
      problems.expect(asked.length > 0, 'no link was followed, so this proves nothing', { where: address });
      for (const headers of asked) problems.expect(headers.referer === undefined, 'the address is told', { where: address, snippet: headers.referer });
      problems.expect(await page.evaluate(() => document.referrer) === '', 'the page that is linked reads the address', { where: address });
    });
  });
}
