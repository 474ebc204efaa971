// Filters, search and addresses: what a reader chose is what shows, is said, and travels in the address.
import { check } from '../lib/problems.mjs';
import { expectQuiet, look, withPage } from '../lib/pages.mjs';
import { reports } from '../lib/setting.mjs';

/** Reports that have findings to filter. */
const withFindings = reports.filter((report) => report.name !== 'healthy');

/** Every finding of the page: `{ id, severity, text, shows }`. */
const findingsOf = (page) => page.$$eval('[data-severity]:is(article,section,li)', (all) => all.map((one) => ({
  id: one.id || one.querySelector('[id^="finding-"]:not([id$="-title"])')?.id,
  severity: one.dataset.severity,
  text: one.textContent.toLowerCase(),
  shows: one.checkVisibility({ visibilityProperty: true }),
})));

const hashOf = (page) => page.evaluate(() => location.hash);
const statusOf = (page) => page.locator('[data-status]').innerText();
const ids = (findings) => findings.map((one) => one.id).sort().join(' ');

/** The findings that show are exactly those that `fits` takes, and the page says how many. */
async function expectShown(problems, page, fits, what, place) {
  const findings = await findingsOf(page);
  const wanted = findings.filter(fits);
  const shown = findings.filter((one) => one.shows);
  problems.expect(ids(wanted) === ids(shown), `${what}: ${shown.length} findings show, not ${wanted.length}`, { snippet: ids(shown), ...place });
  const said = await statusOf(page);
  problems.expect(new RegExp(`\\b${wanted.length}\\b`).test(said), `${what}: the live region does not say ${wanted.length}`, { where: '[data-status]', snippet: said, ...place });
}

for (const report of withFindings) {
  const place = { look: look(report) };

  check(`${report.name}: chips filter by severity, show it, say it, write it into the address, and can be cleared`, async (problems) => {
    await withPage(report, {}, async (page, seen) => {
      const chip = page.locator('[data-filter="severity:high"]');
      if (!problems.expect(await chip.count() === 1, 'there is no chip [data-filter="severity:high"]', place)) return;
      const tag = await chip.evaluate((one) => one.tagName);
      problems.expect(tag === 'BUTTON', `the chip is a ${tag}, no button`, place);
      const all = await findingsOf(page);
      const high = all.filter((one) => one.severity === 'high').length;
      problems.expect((await chip.innerText()).includes(high), `the chip does not say ${high}`, { snippet: await chip.innerText(), ...place });

      await chip.focus();
      await page.keyboard.press('Space');
      await expectShown(problems, page, (one) => one.severity === 'high', 'high', place);
      problems.expect(await chip.getAttribute('aria-pressed') === 'true', 'a chosen chip is not aria-pressed', place);
      problems.expect(/[?&]s=high(&|$)/.test(await hashOf(page)), 'the address does not hold s=high', { snippet: await hashOf(page), ...place });

      await page.locator('[data-filter="severity:medium"]').click();
      await expectShown(problems, page, (one) => ['high', 'medium'].includes(one.severity), 'high and medium', place);

      await page.locator('[data-clear]').click();
      await expectShown(problems, page, () => true, 'cleared', place);
      problems.expect(!/[?&]s=/.test(await hashOf(page)), 'the address keeps the filter', { snippet: await hashOf(page), ...place });
      problems.expect(await chip.getAttribute('aria-pressed') === 'false', 'a cleared chip stays aria-pressed', place);
      expectQuiet(problems, seen, place);
    });
  });

  check(`${report.name}: the search shows what holds the word, and nothing else`, async (problems) => {
    await withPage(report, {}, async (page, seen) => {
      const search = page.locator('[data-search]');
      if (!problems.expect(await search.count() === 1, 'there is no [data-search]', place)) return;
      const region = await page.locator('[data-status]').evaluate((one) => one.getAttribute('role') ?? one.getAttribute('aria-live'));
      problems.expect(['status', 'polite'].includes(region), 'the status is no live region', { where: '[data-status]', snippet: region, ...place });
      for (const word of ['skew', 'SKEW', 'order', '=', '<', 'zzzz']) {
        await search.fill(word);
        await page.waitForTimeout(400); // A page may wait until the typing pauses.
        await expectShown(problems, page, (one) => one.text.includes(word.toLowerCase()), `search ${word}`, place);
        const held = new URLSearchParams((await hashOf(page)).split('?')[1]).get('q');
        problems.expect(held === word, `the address does not hold q=${word}`, { snippet: await hashOf(page), ...place });
      }
      await search.fill('');
      await page.waitForTimeout(400);
      await expectShown(problems, page, () => true, 'an empty search', place);
      expectQuiet(problems, seen, place);
    });
  });

  // What follows is the same for a large report, and takes minutes there.
  if (!report.small && reports.some((one) => one.small)) continue;

  check(`${report.name}: an address with filters opens filtered, also when it changes in an open page`, async (problems) => {
    const fits = (one) => ['high', 'critical'].includes(one.severity) && one.text.includes('order');
    const hash = '#?s=high,critical&q=order';
    await withPage(report, { hash }, async (page) => {
      const at = { look: look(report, { hash }) };
      await expectShown(problems, page, fits, hash, at);
      problems.expect(await page.locator('[data-search]').inputValue() === 'order', 'the search box does not hold the word', at);
      const pressed = await page.locator('[data-filter="severity:high"]').getAttribute('aria-pressed');
      problems.expect(pressed === 'true', 'the chip high is not pressed', at);
    });
    await withPage(report, {}, async (page) => {
      await page.evaluate((to) => { location.hash = to; }, hash);
      await page.waitForTimeout(300);
      await expectShown(problems, page, fits, 'changed to ' + hash, place);
    });
  });

  check(`${report.name}: no address breaks the page or runs in it`, async (problems) => {
    const hashes = ['#?s=%E0%A4%A&q=%', '#?s=__proto__&constructor=1&q=constructor', '#?q=<img src=x onerror=window.__pwned=1>',
      '#finding-"><script>window.__pwned=1</script>', '#?s=nothing', '#?', '#%', '#?q=' + 'a'.repeat(20_000), '#?o=<b>x</b>&a=][',
      '#javascript:window.__pwned=1', '#?q=(((('];
    for (const hash of hashes) {
      const at = { look: look(report, { hash: hash.slice(0, 60) }) };
      await withPage(report, { hash }, async (page, seen) => {
        await page.waitForTimeout(50);
        expectQuiet(problems, seen, at);
        problems.expect((await page.evaluate(() => window.__pwned)) === undefined, 'the address ran', at);
        const clear = page.locator('[data-clear]');
        if (await clear.isVisible()) await clear.click();
        await expectShown(problems, page, () => true, 'after clearing', at);
      });
    }
  });

  check(`${report.name}: links to a finding, a recommendation and a query open what folds them and show it`, async (problems) => {
    const targets = await withPage(report, { js: false }, (page) => page.evaluate(() => ['finding-', 'recommendation-', 'query-'].flatMap((kind) => {
      const all = [...document.querySelectorAll(`[id^="${kind}"]:not([id$="-title"]):not([id*="-chart-"])`)];
      return all.length > 0 ? [all[0].id, all.at(-1).id] : [];
    })));
    problems.expect(targets.length >= 6, 'there are fewer than two findings, recommendations or queries', { snippet: targets.join(' '), ...place });
    for (const id of new Set(targets)) {
      const hash = `#${id}`;
      const at = { where: hash, look: look(report, { hash }) };
      await withPage(report, { hash }, async (page) => expectArrived(problems, page, id, at));
      await withPage(report, { hash: '#?q=zzzz' }, async (page) => {
        await page.evaluate((to) => { location.hash = to; }, hash);
        await expectArrived(problems, page, id, { ...at, look: `${at.look}, coming from #?q=zzzz` });
      });
    }
  });
}

async function expectArrived(problems, page, id, place) {
  const arrived = () => page.evaluate((wanted) => {
    const target = document.getElementById(wanted);
    const box = target.getBoundingClientRect();
    const folds = [];
    for (let above = target.parentElement; above; above = above.parentElement) if (above.tagName === 'DETAILS' && !above.open) folds.push(above.className);
    return { shows: target.checkVisibility(), inWindow: box.bottom > 0 && box.top < innerHeight, folds };
  }, id);
  let state = await arrived();
  for (let waited = 0; waited < 2_000 && !(state.shows && state.inWindow); waited += 100) {
    await page.waitForTimeout(100); // Scrolling takes its time.
    state = await arrived();
  }
  problems.expect(state.folds.length === 0, `it stays folded (details.${state.folds.join(', ')})`, place);
  problems.expect(state.shows && state.inWindow, 'the link does not show it', place);
}
