// The window on runs, `redshift-review serve`: the list, a run as it goes on, its report, starting and stopping behind
// the token; and a folder that a stranger has written does nothing.
import { readFileSync } from 'node:fs';
import { check } from '../lib/problems.mjs';
import { expectQuiet, look, openAll, withPage } from '../lib/pages.mjs';
import { QUICK, SLOW, server, strangers } from '../lib/server.mjs';
import { expectAxeClean, expectNoSidewaysScroll } from './accessible.mjs';
import { program } from '../lib/setting.mjs';

/** What a page of ours does by itself: it listens to the events of its own server, and nothing else. */
const quietBut = (seen, origin) => ({ ...seen, requests: seen.requests.filter((line) => !line.startsWith(`GET ${origin}/`) || !line.endsWith('/events')) });

/** axe in both themes and on a phone. */
async function expectClean(problems, path) {
  const { origin } = await server();
  for (const how of [{ scheme: 'light' }, { scheme: 'dark' }, { scheme: 'light', width: 320 }]) {
    const page = { address: origin + path };
    await withPage(page, how, async (opened, seen) => {
      const place = { look: look(page, how) };
      await expectAxeClean(problems, opened, place);
      await expectNoSidewaysScroll(problems, opened, place);
      expectQuiet(problems, quietBut(seen, origin), place);
    });
  }
}

/** The policy that the server sends: nothing from elsewhere, and no script but by its hash. */
async function expectPolicy(problems, path, wanted, unwanted) {
  const { origin } = await server();
  const answer = await fetch(origin + path);
  const policy = answer.headers.get('content-security-policy') ?? '';
  for (const part of wanted) problems.expect(policy.includes(part), `the policy lacks ${part}`, { where: path, snippet: policy });
  problems.expect(!policy.includes(unwanted), `the policy holds ${unwanted}`, { where: path, snippet: policy });
  problems.expect(answer.headers.get('x-content-type-options') === 'nosniff', 'no nosniff', { where: path });
  await answer.body.cancel();
}

const OURS = ["default-src 'none'", "script-src 'sha256-", "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'"];

/** Presses a button of a form with the token that the address brought. */
async function press(page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).click()]);
}

/** Opens the list as its operator does, starts the review `name`, and waits until its run stands in the list. */
async function started(page, name, known) {
  const { origin, token } = await server();
  await page.goto(`${origin}/#token=${token}`);
  await press(page, `Start ${name}`);
  for (let tries = 0; tries < 100; tries += 1) {
    const hrefs = await page.locator('section[aria-labelledby="runs"] th a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    const own = hrefs.find((href) => href.includes('/sample-') && !known.includes(href));
    if (own) return origin + own;
    await page.waitForTimeout(200);
    await page.goto(`${origin}/`);
  }
  throw new Error(`the run of ${name} does not come into the list`);
}

if (program) {
  check('serve: the list of runs: axe finds nothing in either theme, its policy holds, no error', async (problems) => {
    await expectClean(problems, '/');
    await expectPolicy(problems, '/', OURS, "'unsafe-");
    const { origin } = await server();
    await withPage({ address: `${origin}/` }, { js: false }, async (page) => {
      const rows = await page.locator('section[aria-labelledby="runs"] tbody tr').count();
      problems.expect(rows > 0, 'no run is listed without JavaScript', { where: origin });
    });
  });

  check('serve: nothing starts and nothing stops without the token', async (problems) => {
    const { origin, finished } = await server();
    for (const path of ['/start', `${finished}/stop`]) {
      for (const token of ['', 'x', 'a'.repeat(64)]) {
        const answer = await fetch(origin + path, { method: 'POST', headers: { origin }, body: new URLSearchParams({ name: QUICK, token }) });
        problems.expect(answer.status === 403, `${answer.status} with the token "${token}"`, { where: path });
      }
    }
    await withPage({ address: `${origin}/` }, {}, async (page) => {
      const form = page.locator('form[action="/start"]').first();
      problems.expect(await form.locator('input[name=token]').isVisible(), 'a page opened without the token does not ask for it', { where: 'form' });
      await form.locator('input[name=token]').fill('a wrong one');
      await Promise.all([page.waitForNavigation(), form.locator('button').click()]);
      problems.expect(/token/i.test(await page.locator('main').innerText()), 'a wrong token is not told', { where: page.url() });
    });
  });

  check('serve: a review is started, its page changes as it goes on, it is stopped, and its report opens', async (problems) => {
    const { origin, finished } = await server();
    await withPage({ address: `${origin}/` }, {}, async (page, seen) => {
      const run = await started(page, SLOW, [finished]);
      const place = { where: run };
      await page.goto(run);
      problems.expect(!(await page.evaluate(() => location.href)).includes('token'), 'the token stays in the address', place);
      const queries = page.locator('[data-live="queries"]');
      // Nothing loads the page again, so that only events can bring this.
      await page.evaluate(() => { window.__sameDocument = true; });
      await queries.locator('tr', { hasText: 'WLMConfig' }).getByText(/finished/i).first().waitFor({ timeout: 60_000 });
      const since = page.locator('[data-live="lanes"] [data-since]').first();
      const before = await since.innerText();
      await page.waitForFunction((was) => document.querySelector('[data-live="lanes"] [data-since]')?.textContent !== was, before);
      await expectAxeClean(problems, page, { look: `${run} under way` });
      await press(page, 'Stop the run');
      await page.evaluate(() => { window.__sameDocument = true; });
      const open = page.getByRole('link', { name: 'Open the report' });
      await open.waitFor({ timeout: 120_000 });
      problems.expect(await page.evaluate(() => window.__sameDocument === true), 'the page was loaded again', place);
      const counted = await page.locator('[data-live="head"]').innerText();
      problems.expect(/halted/i.test(counted), 'what was stopped is not told', { ...place, snippet: counted });
      problems.expect(!(await page.getByRole('button', { name: 'Stop the run' }).isVisible()), 'a run that is over offers to be stopped', place);
      await open.click();
      await page.locator('#findings').waitFor();
      problems.expect(await page.locator('article.finding, #findings .none').count() > 0, 'the report shows nothing', { where: page.url() });
      expectQuiet(problems, quietBut(seen, origin), place);
    });
  });

  check('serve: a report behind the server opens, filters, saves, and its origin is none', async (problems) => {
    const { origin, finished } = await server();
    const report = `${finished}/report.html`;
    await expectPolicy(problems, report, ['sandbox allow-scripts allow-downloads', "default-src 'none'"], 'allow-same-origin');
    await withPage({ address: origin + report }, {}, async (page, seen) => {
      const place = { where: report };
      await page.locator('[data-filter="severity:high"]').click();
      problems.expect(/s=high/.test(await page.evaluate(() => location.hash)), 'the filter is not in the address', place);
      await openAll(page);
      const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('[data-csv]:visible').first().click()]);
      problems.expect(readFileSync(await saved.path(), 'utf8').includes(','), 'the table is saved empty', place);
      problems.expect(await page.evaluate(() => self.origin) === 'null', 'the report has an origin', place);
      expectQuiet(problems, seen, place);
    });
  });

  check("serve: a stranger's run folder runs nothing, asks for nothing, and leads nowhere", async (problems) => {
    const { origin, token } = await server();
    for (const path of await strangers()) {
      await withPage({ address: `${origin}/#token=${token}` }, {}, async (page, seen) => {
        const at = { where: path };
        await page.goto(origin + path);
        await openAll(page);
        await page.waitForTimeout(500);
        problems.expect((await page.evaluate(() => window.__pwned)) === undefined, 'the attack ran in a page of ours', at);
        problems.expect(page.url() === origin + path, `the page went to ${page.url()}`, at);
        const strange = await page.evaluate(() => document.querySelectorAll('evil,img,iframe,object,embed,base,link,main script,main style').length);
        const isReport = path.endsWith('report.html');
        problems.expect(isReport || strange === 0, `${strange} elements come from the folder`, at);
        if (isReport) {
          // Its script may run in its sandbox: see what it came to.
          const got = await page.evaluate(() => window.__got ?? {});
          problems.expect(Object.keys(got).length > 0, 'the attack was not tried: its script did not run', at);
          for (const [what, came] of Object.entries(got)) problems.expect(came === 'refused', `${what}: ${came}`, at);
          problems.expect(seen.dialogs.length === 0, 'a dialog opened', { ...at, snippet: seen.dialogs.join() });
        } else {
          // Chromium tells of an answer that is no page by itself.
          const quiet = quietBut(seen, origin);
          expectQuiet(problems, { ...quiet, console: quiet.console.filter((line) => !/status of (404|502)/.test(line)) }, at);
        }
        const kept = await page.context().cookies();
        problems.expect(kept.length === 0, 'there are cookies', { ...at, snippet: JSON.stringify(kept) });
      });
    }
    // The page that shows it beside others goes on to work.
    await expectClean(problems, '/');
  });
}
