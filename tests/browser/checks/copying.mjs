// What a reader takes along: links, SQL, a finding as the text of a ticket.
import { check } from '../lib/problems.mjs';
import { expectQuiet, look, openAll, withPage } from '../lib/pages.mjs';
import { reports } from '../lib/setting.mjs';

const report = reports[0];
const place = { look: look(report) };
/** A browser has one clipboard for all its pages. */
const CLIPBOARD = { alone: 'clipboard' };
const NOTHING = 'nothing was copied';

/** Opens a report with everything unfolded, allowed to use the clipboard. */
const unfolded = (of, use) => withPage(of, {}, async (page, seen, context) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openAll(page);
  await use(page, seen, context);
});

/** What is on the clipboard, once something is. */
async function clipboard(page) {
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  for (let tries = 0; tries < 50 && (await read()) === NOTHING; tries += 1) await page.waitForTimeout(20);
  return read();
}

/** Presses a button that copies; the text that it copied. */
async function copiedBy(page, button) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), NOTHING);
  await button.click();
  return clipboard(page);
}

check(`${report.name}: copy buttons copy what they are beside, and say so`, async (problems) => {
  await unfolded(report, async (page, seen, context) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const buttons = page.locator('[data-copy]:visible');
    const count = await buttons.count();
    if (!problems.expect(count > 0, 'there is no [data-copy]', place)) return;
    const kinds = new Set(await buttons.evaluateAll((all) => all.map((one) => one.dataset.copy)));
    for (const kind of kinds) {
      const button = page.locator(`[data-copy="${kind}"]:visible`).first();
      const where = `[data-copy="${kind}"]`;
      await page.evaluate((text) => navigator.clipboard.writeText(text), NOTHING);
      await button.click();
      const copied = await clipboard(page);
      const isOfPage = await page.evaluate((text) => [...document.querySelectorAll('pre code, td, tr, article')].some((one) => one.textContent.trim() === text.trim())
        || (text.startsWith(`${location.href.split('#')[0]}#`) && document.getElementById(decodeURIComponent(text.split('#')[1])) !== null), copied);
      const holdsTitle = await button.evaluate((one, text) => text.includes(one.closest('article,details')?.querySelector('h3,h4')?.textContent ?? '\0'), copied);
      problems.expect(isOfPage || holdsTitle, 'what is copied is nothing of the page', { where, snippet: copied, ...place });
      const said = await page.locator('[data-status]').innerText();
      problems.expect(/cop/i.test(said), 'the live region does not say that it is copied', { where, snippet: said, ...place });
    }
    expectQuiet(problems, seen, place);
  });
}, CLIPBOARD);

for (const report of reports.filter((one) => one.name !== 'healthy')) {
  check(`${report.name}: the text of a ticket says what, how grave, where, why, what to do, and leads back`, async (problems) => {
    await unfolded(report, async (page, seen) => {
      const findings = page.locator('article.finding');
      const chosen = report.small ? await findings.count() : 3;
      for (let at = 0; at < chosen; at += 1) {
        const finding = findings.nth(at);
        const told = await finding.evaluate((one) => ({
          id: one.querySelector('.inner').id,
          title: one.querySelector('h4').textContent,
          count: one.querySelector('.count').firstChild.textContent.trim(),
          severity: one.dataset.severity,
          facts: [...one.querySelectorAll('.facts code, .facts dt')].map((fact) => fact.textContent.trim()),
          advice: [...one.querySelectorAll('.advice .strong, .advice .text, .advice .care dt')].map((text) => text.textContent.trim()),
          sql: [...one.querySelectorAll('pre code')].map((code) => code.textContent),
          warehouse: document.querySelector('h1').textContent,
          objects: [...one.querySelectorAll('tr[data-object]')].slice(0, 3).map((row) => `- ${row.dataset.object}`),
        }));
        const text = await copiedBy(page, finding.locator('[data-copy=ticket]'));
        const where = `#${told.id}`;
        const flat = (words) => words.replace(/\s+/g, ' ');
        for (const wanted of [told.title, told.count, `Severity: ${told.severity}`, told.warehouse, ...told.facts, ...told.advice, ...told.objects]) {
          problems.expect(flat(text).includes(flat(wanted)), `the ticket lacks: ${wanted}`, { where, snippet: text, look: look(report) });
        }
        for (const sql of told.sql) problems.expect(text.includes(sql), 'the ticket lacks a fix as it stands', { where, snippet: sql, look: look(report) });
        problems.expect(!text.includes('file:'), 'the ticket holds an address that only this machine knows', { where, snippet: text.slice(-200) });
        problems.expect(text.trim().endsWith(where), 'it does not end with the address of the finding', { where, snippet: text.slice(-200) });
        problems.expect(!/Copy link|Copy as ticket|Save shown/.test(text), 'labels of buttons are in the ticket', { where, snippet: text });
      }
      expectQuiet(problems, seen, { look: look(report) });
    });
  }, CLIPBOARD);
}

check(`${report.name}: the fixes of one database are one block, and its button copies exactly that`, async (problems) => {
  await unfolded(report, async (page, seen) => {
    const blocks = page.locator('.finding pre');
    const databases = [];
    for (let at = 0; at < await blocks.count(); at += 1) {
      const block = blocks.nth(at);
      const told = await block.evaluate((one) => ({
        finding: one.closest('.inner').id,
        head: one.previousElementSibling.textContent,
        database: one.previousElementSibling.querySelector('code')?.textContent ?? '',
        sql: one.textContent,
        button: one.previousElementSibling.previousElementSibling?.dataset.copy ?? '',
      }));
      databases.push(`${told.finding} ${told.database}`);
      if (!problems.expect(told.button === 'sql', 'no button stands before the head of the block', { where: told.finding, snippet: told.head, ...place })) continue;
      const copied = await copiedBy(page, block.locator('xpath=preceding-sibling::*[2]'));
      problems.expect(copied === told.sql, 'what is copied is not the block', { where: told.finding, snippet: copied, ...place });
      problems.expect(/;\s*$/.test(copied), 'the last statement does not end', { where: told.finding, snippet: copied, ...place });
    }
    problems.expect(databases.length > 0, 'there is no block of fixes', place);
    problems.expect(new Set(databases.map((one) => one.split(' ')[1])).size > 1, 'no finding has fixes in two databases, so this proves nothing', { snippet: databases.join(', '), ...place });
    expectQuiet(problems, seen, place);
  });
}, CLIPBOARD);

check(`${report.name}: the rows of a marked object are copied with their tables and columns`, async (problems) => {
  await unfolded(report, async (page, seen) => {
    await page.locator('[data-mark]:visible').first().click();
    const told = await page.evaluate(() => {
      const rows = [...document.querySelectorAll('tr.lit')];
      const first = (row) => row.cells[0].textContent.trim();
      return { tables: [...new Set(rows.map((row) => row.closest('table').caption.textContent))], rows: rows.map(first) };
    });
    problems.expect(told.rows.length > 0, 'nothing is marked, so this proves nothing', place);
    const text = await copiedBy(page, page.getByRole('button', { name: 'Copy rows' }));
    const lines = text.trimEnd().split('\n');
    for (const table of told.tables) problems.expect(lines.includes(table), `the copy does not name ${table}`, { snippet: text, ...place });
    const cells = lines.filter((line) => line.includes('\t'));
    problems.expect(cells.length === told.rows.length + told.tables.length, 'there is not a line for each row and the columns of each table', { snippet: text, ...place });
    for (const row of told.rows) problems.expect(cells.some((line) => line.startsWith(row)), `no line begins with ${row}`, { snippet: text, ...place });
    problems.expect(!/\bwas [0-9]/.test(text), 'what a number was is copied as a part of it', { snippet: text, ...place });
    expectQuiet(problems, seen, place);
  });
}, CLIPBOARD);

/** The columns and the texts of each row of a table as the page shows it, NULL as null. */
const shown = (frame) => frame.evaluate((one) => {
  const text = (node) => [...node.childNodes].filter((inner) => !inner.matches?.('small,.mut')).map((inner) => inner.textContent).join('').trim();
  const cell = (td) => (td.firstElementChild?.tagName === 'I' ? { NULL: null, empty: '' }[td.textContent] : text(td.querySelector('.long>div') ?? td));
  const table = one.querySelector('table');
  return {
    columns: [...table.tHead.rows[0].cells].map((head) => text(head.querySelector('button') ?? head)),
    numbers: [...table.tHead.rows[0].cells].map((head) => head.classList.contains('n')),
    rows: [...table.tBodies[0].rows].map((row) => [...row.cells].map(cell)),
  };
});

for (const report of reports.filter((one) => one.name !== 'healthy')) {
  check(`${report.name}: a single row is copied for a spreadsheet and as JSON, by keyboard and by mouse`, async (problems) => {
    await withPage(report, { still: true }, async (page, seen, context) => {
      const place = { look: look(report) };
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await openAll(page);
      const frames = page.locator('.tbl:has(>.data>tbody>tr>td:not([colspan]))');
      const sizes = await frames.evaluateAll((all) => all.map((one) => one.querySelector('tbody').rows.length));
      const expectRow = async (told, at, text, what) => {
        const flat = (cells) => cells.map((cell) => (cell === null ? 'NULL' : cell.replace(/\s+/g, ' '))).join('\t');
        problems.expect(text === `${flat(told.columns)}\n${flat(told.rows[at])}\n`, `${what}: row ${at + 1} is copied as another text`, { snippet: text, ...place });
      };
      const focused = () => page.evaluate(() => {
        const row = document.activeElement.closest('.picked');
        return row ? [...row.parentElement.rows].indexOf(row) : -1;
      });
      const pressed = async (key) => {
        await page.evaluate((text) => navigator.clipboard.writeText(text), NOTHING);
        await page.keyboard.press(key);
        return clipboard(page);
      };
      problems.expect(sizes.some((size) => size > 2) && (report.small || sizes.includes(1)), 'there is no table of one row, or none of many', { snippet: sizes.join(), ...place });
      // A table of one row, whose columns do not sort, and one of many.
      for (const index of [sizes.indexOf(1), sizes.findIndex((size) => size > 2)]) {
        if (index < 0) continue;
        const frame = frames.nth(index);
        const where = await frame.getAttribute('aria-label');
        const told = await shown(frame);
        const opener = frame.locator('xpath=following-sibling::*[1]').locator('[data-pick]');
        await opener.focus();
        await page.keyboard.press('Enter');
        problems.expect(await focused() === 0, 'the focus does not come to the first row', { where, ...place });
        await expectRow(told, 0, await pressed('Enter'), where);
        if (told.rows.length > 1) {
          await page.keyboard.press('End');
          await page.keyboard.press('ArrowDown');
          await page.keyboard.press('ArrowUp');
          problems.expect(await focused() === told.rows.length - 2, 'End, Down and Up do not lead to the last row but one', { where, snippet: await focused(), ...place });
          await expectRow(told, told.rows.length - 2, await pressed('Enter'), where);
        }
        await page.keyboard.press('Tab');
        const at = await focused();
        const json = await pressed('Space');
        const value = JSON.parse(json);
        told.columns.forEach((column, of) => {
          const cell = told.rows[at][of];
          const isSame = told.numbers[of] && cell !== null ? typeof value[column] === 'number' && json.includes(`${JSON.stringify(column)}: ${cell}`) : value[column] === cell;
          problems.expect(isSame, `${column} of row ${at + 1} is another value in JSON, not ${cell}`, { where, snippet: json, ...place });
        });
        await page.keyboard.press('Escape');
        problems.expect(await page.locator('.pick').count() === 0 && await opener.evaluate((one) => one === document.activeElement), 'Escape does not lead back to the button', { where, ...place });
      }
      const cell = frames.nth(sizes.findIndex((size) => size > 2)).locator('tbody tr').nth(1).locator('td').last();
      await cell.click();
      problems.expect(await page.locator('.picked .pick').count() === 1, 'pressing a row does not bring its buttons', place);
      await page.locator('.pick [data-copy=row]').click();
      problems.expect(/Row 2 of \d+ copied/.test(await page.locator('[data-status]').innerText()), 'it is not said which row is copied', { snippet: await page.locator('[data-status]').innerText(), ...place });
      await cell.click();
      problems.expect(await page.locator('.pick').count() === 0, 'pressing it again does not take them away', place);
      expectQuiet(problems, seen, place);
    });
  }, CLIPBOARD);
}
