// The Nu HTML checker finds no error in any page.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { check } from '../lib/problems.mjs';
import { madePages, reports, tools } from '../lib/setting.mjs';

const jar = join(tools, 'node_modules/vnu-jar/build/dist/vnu.jar');
const all = [...reports, ...madePages('harmless'), ...madePages('attack-'), ...madePages('large-')];

/** What the checker says, asked once for all pages, since starting it takes longer than a page does. */
let said;
async function messages() {
  said ??= promisify(execFile)('java', ['-jar', jar, '--format', 'json', '--stdout', '--errors-only', '--exit-zero-always',
    ...all.map((one) => one.file)], { maxBuffer: 1e9 }).then(({ stdout }) => JSON.parse(stdout).messages);
  return said;
}

// It runs beside the first checks.
messages().catch(() => {});

function group(name, pages) {
  if (pages.length === 0) return;
  check(`${name}: the HTML checker finds no error`, async (problems) => {
    const files = new Map(pages.map((one) => [decodeURI(pathToFileURL(one.file).href).replace('file:///', 'file:/'), one]));
    const kinds = new Map();
    for (const { type, url, lastLine, message, extract } of await messages()) {
      const page = files.get(decodeURI(url));
      if (type === 'info' || !page) continue;
      const kind = message.replace(/“[^”]*”/g, '');
      const first = kinds.get(kind) ?? { message, place: { where: `${page.file}:${lastLine}`, snippet: extract }, count: 0 };
      kinds.set(kind, { ...first, count: first.count + 1 });
    }
    for (const { message, place, count } of kinds.values()) problems.add(count > 1 ? `${message} (${count} times, the first:)` : message, place);
  });
}

for (const report of reports) group(report.name, [report]);
group('hostile pages', [...madePages('harmless'), ...madePages('attack-')]);
group('large pages', madePages('large-'));
