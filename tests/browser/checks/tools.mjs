// Sorting, saving, themes, time zones, and one object marked everywhere.
import { readFileSync } from 'node:fs';
import { check } from '../lib/problems.mjs';
import { expectQuiet, look, openAll, withPage } from '../lib/pages.mjs';
import { madePages, reports } from '../lib/setting.mjs';
import { expectAxeClean } from './accessible.mjs';

const report = reports[0];
const place = { look: look(report) };

/** Opens the first report with everything unfolded. */
const unfolded = (how, use, of = report) => withPage(of, how, async (page, seen, context) => {
  await openAll(page);
  await use(page, seen, context);
});

/** The columns of the first evidence, which have every type, and of the tables after it. */
const COLUMNS_SORTED = 12;

check(`${report.name}: columns sort, numbers by value, and says how`, async (problems) => {
  await unfolded({}, async (page, seen) => {
    const heads = page.locator('th:has(button[data-sort])');
    const count = await heads.count();
    problems.expect(count > 5, `${count} columns have a button[data-sort]`, place);
    for (let at = 0; at < Math.min(count, COLUMNS_SORTED); at += 1) {
      const head = heads.nth(at);
      const where = await head.evaluate((one) => `${one.closest('table').caption?.textContent}: ${one.textContent}`);
      const before = await column(head);
      for (const key of ['Enter', 'Space']) {
        await head.locator('button[data-sort]').focus();
        await page.keyboard.press(key);
        const order = await head.getAttribute('aria-sort');
        if (!problems.expect(['ascending', 'descending'].includes(order), `aria-sort is ${order}`, { where, ...place })) continue;
        const after = await column(head);
        problems.expect([...after].sort().join('\n') === [...before].sort().join('\n'), 'sorting changed the rows', { where, ...place });
        const isNumber = await head.evaluate((one) => one.classList.contains('n'));
        problems.expect(isInOrder(after, order, isNumber), `it says ${order} and is not`, { where, snippet: after.join(' | '), ...place });
        const said = await head.evaluate((one) => one.closest('table').querySelectorAll('th[aria-sort]:not([aria-sort="none"])').length);
        problems.expect(said === 1, `${said} columns of one table say that it is sorted by them`, { where, ...place });
      }
    }
    expectQuiet(problems, seen, place);
  });
});

/** The texts of a column; what a cell sorts by stands in data-value where it is not its text. */
const column = (head) => head.evaluate((one) => [...one.closest('table').tBodies[0].rows].map((row) => {
  const cell = row.cells[one.cellIndex];
  const own = cell.cloneNode(true);
  // What a number was in the run before is no part of the value.
  if (cell.closest('.data')) own.querySelectorAll('small').forEach((note) => note.remove());
  return cell.dataset.value ?? (cell.querySelector('i') ? 'NULL' : own.textContent.trim());
}));

/** NULL and nothing may stand at either end; numbers are compared exactly, which 64-bit floats could not. */
function isInOrder(texts, order, isNumber) {
  const values = texts.filter((text) => text !== 'NULL' && text !== '');
  const numbers = values.map((text) => text.replace(/,/g, ''));
  const areNumbers = isNumber || numbers.every((text) => /^-?\d+(\.\d+)?$/.test(text));
  const collator = new Intl.Collator('en', { numeric: true });
  const scaled = (text) => BigInt(Number(text).toFixed(4).replace('.', ''));
  const compare = areNumbers
    ? (a, b) => (/^-?\d+$/.test(a) && /^-?\d+$/.test(b) ? BigInt(a) < BigInt(b) : scaled(a) < scaled(b)) ? -1 : 1
    : (a, b) => collator.compare(a, b);
  const list = areNumbers ? numbers : values;
  return list.every((value, at) => {
    if (at === 0 || value === list[at - 1]) return true;
    return order === 'ascending' ? compare(list[at - 1], value) <= 0 : compare(list[at - 1], value) >= 0;
  });
}

/** RFC 4180: the fields of each line; `null` is a field of nothing, '' one of two quotes. */
function parseCsv(text) {
  const lines = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/g)) {
    lines.at(-1).push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'));
    if (end === '') break;
    if (end !== ',') lines.push([]);
  }
  return lines.filter((line) => line.length > 1 || line[0] !== null);
}

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), lines: parseCsv(readFileSync(await download.path(), 'utf8')) };
}

/** The table that a button saves: its heads, and its rows as `{ text, isNull, isNumber }`. */
const tableOf = (button) => button.evaluate((one) => {
  let near = one;
  while (!near.querySelector('table')) near = near.previousElementSibling ?? near.parentElement;
  const tables = near.querySelectorAll('table');
  const table = tables[tables.length - 1];
  const head = (cell) => (cell.querySelector('button') ?? cell.firstChild).textContent.trim();
  const cell = (td) => {
    const note = td.querySelector('i')?.textContent;
    const own = (td.querySelector('.long > div') ?? td).cloneNode(true);
    if (td.closest('.data')) own.querySelectorAll('small').forEach((was) => was.remove());
    return { isNull: note === 'NULL', text: note ? '' : own.textContent.trim() };
  };
  return { heads: [...table.tHead.rows[0].cells].map(head), rows: [...table.tBodies[0].rows].map((row) => [...row.cells].map(cell)) };
});

check(`${report.name}: a table saved as CSV holds its columns and rows, NULL apart from empty text`, async (problems) => {
  await unfolded({}, async (page, seen) => {
    const buttons = page.locator('.data [data-csv]:visible, .tbl:has(.data) + * [data-csv]:visible, [data-csv]:visible');
    const count = await buttons.count();
    if (!problems.expect(count > 0, 'there is no [data-csv]', place)) return;
    for (let at = 0; at < Math.min(count, 6); at += 1) {
      const { heads, rows } = await tableOf(buttons.nth(at));
      const { name, lines } = await saved(page, buttons.nth(at));
      const where = `[data-csv] number ${at + 1}, ${name}`;
      problems.expect(name.endsWith('.csv'), `it is saved as ${name}`, { where, ...place });
      problems.expect(lines[0].join() === heads.join(), 'the first line is not the heads of the columns', { where, snippet: `${lines[0]} -- ${heads}`, ...place });
      problems.expect(lines.length === rows.length + 1, `${lines.length - 1} lines of ${rows.length} rows`, { where, ...place });
      rows.flat().forEach((cell, index) => {
        const field = lines.slice(1).flat()[index];
        const same = cell.isNull ? field === null : (field ?? '').trim() === cell.text || cell.text.includes('…');
        problems.expect(same, 'a field is not its cell', { where, snippet: `${field} -- ${JSON.stringify(cell)}`, ...place });
      });
    }
    expectQuiet(problems, seen, place);
  });
});

for (const attack of madePages('attack-formula')) {
  check(`${attack.name}: in a run with the guard, a saved table holds no formula`, async (problems) => {
    await unfolded({}, async (page) => {
      const buttons = page.locator('[data-csv]:visible');
      // A browser refuses the downloads of a page that offers many at once.
      for (let at = 0; at < Math.min(6, await buttons.count()); at += 1) {
        const { name, lines } = await saved(page, buttons.nth(at));
        for (const field of lines.slice(1).flat().filter((text) => /^[=+@]|^-(?!\d)/.test(text ?? ''))) {
          problems.add('a spreadsheet would run it', { where: name, snippet: field, look: look(attack) });
        }
      }
    }, attack);
  });
}

check(`${report.name}: the theme can be switched against the system's, and axe finds nothing in it`, async (problems) => {
  const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0));
  for (const scheme of ['light', 'dark']) {
    await unfolded({ scheme }, async (page, seen) => {
      const at = { where: '[data-theme-toggle]', look: look(report, { scheme }) };
      const first = await ground(page);
      const toggle = page.locator('[data-theme-toggle]').first();
      if (!problems.expect(await toggle.count() === 1, 'there is no [data-theme-toggle]', at)) return;
      let other = first;
      for (let press = 0; press < 3 && Math.abs(other - first) < 300; press += 1) {
        await toggle.click();
        await page.waitForTimeout(300); // Colours may fade.
        other = await ground(page);
      }
      problems.expect(Math.abs(other - first) >= 300, `the page stays as it is in ${scheme}`, at);
      await expectAxeClean(problems, page, { ...at, look: `${at.look}, theme switched` });
      expectQuiet(problems, seen, at);
    });
  }
});

check(`${report.name}: times can be shown in the reader's zone, and back`, async (problems) => {
  await unfolded({ timezone: 'Asia/Kolkata' }, async (page, seen) => {
    const toggle = page.locator('[data-zone-toggle]').first();
    if (!problems.expect(await toggle.count() === 1, 'there is no [data-zone-toggle]', place)) return;
    const times = () => page.$$eval('time[datetime]', (all) => all.map((one) => ({ moment: one.getAttribute('datetime'), text: one.textContent })));
    const before = await times();
    await toggle.click();
    for (const { moment, text } of await times()) {
      // India is 5 h 30 min ahead of UTC all year.
      const local = new Date(Date.parse(moment) + 5.5 * 3_600_000).toISOString().slice(11, 16);
      problems.expect(text.includes(local), `${moment} is not shown as ${local}`, { where: 'time', snippet: text, ...place });
    }
    await toggle.click();
    problems.expect(JSON.stringify(await times()) === JSON.stringify(before), 'a second press does not bring UTC back', { where: 'time', ...place });
    expectQuiet(problems, seen, place);
  });
});

// In a run of several queries an object stands in several tables.
const related = reports.find((one) => one.name === 'troubled') ?? report;
check(`${related.name}: one object is marked in every table, by keyboard too`, async (problems) => {
  const place = { look: look(related) };
  await unfolded({}, async (page, seen) => {
    const objects = await page.$$eval('tr[data-object]', (all) => all.map((one) => one.dataset.object));
    const object = objects.find((one, at) => objects.indexOf(one) !== at);
    if (!problems.expect(object, 'no object stands in two rows [data-object]', place)) return;
    const looks = () => page.$$eval('tr[data-object]', (all) => all.map((row) => {
      const { backgroundColor, outlineStyle, boxShadow } = getComputedStyle(row);
      const cell = getComputedStyle(row.cells[0]);
      return { object: row.dataset.object, look: [backgroundColor, outlineStyle, boxShadow, cell.backgroundColor, cell.boxShadow].join() };
    }));
    const before = await looks();
    const button = page.locator(`tr[data-object="${object.replaceAll('"', '\\"')}"] button`).first();
    if (!problems.expect(await button.count() === 1, 'its row has no button', { where: `tr[data-object="${object}"]`, ...place })) return;
    await button.focus();
    await page.keyboard.press('Enter');
    await page.mouse.move(0, 0);
    await page.waitForTimeout(400);
    const after = await looks();
    const isSame = (other) => other === object || other.endsWith(`.${object}`) || object.endsWith(`.${other}`);
    after.forEach((row, at) => {
      const marked = row.look !== before[at].look;
      problems.expect(marked === isSame(row.object), `${object} is chosen, and ${row.object} is ${marked ? '' : 'not '}marked`, { where: 'tr[data-object]', ...place });
    });
    await page.keyboard.press('Escape');
    await page.waitForTimeout(400);
    problems.expect(JSON.stringify(await looks()) === JSON.stringify(before), 'Escape does not unmark it', { where: 'tr[data-object]', ...place });
    expectQuiet(problems, seen, place);
  }, related);
});
