// What the run is about: where the tools are, which reports are looked at, where pictures go. `run` says it in the
// environment.
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { existsSync, readdirSync, statSync } from 'node:fs';

const told = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; start these checks with tests/browser/run`);
  return value;
};

/** The folder of the installed tools; modules are loaded from there, so nothing is installed into the repository. */
export const tools = told('REVIEW_BROWSER_TOOLS');
export const load = createRequire(join(tools, 'package.json'));
/** Where pictures, PDFs and what failed go. */
export const out = told('REVIEW_BROWSER_OUT');
export const chromium = told('REVIEW_BROWSER_CHROMIUM');
/** Whether pictures are taken. */
export const pictures = process.env.REVIEW_BROWSER_PICTURES === 'yes';
/** The program under test; empty when only given reports are looked at. */
export const program = process.env.REVIEW_BROWSER_PROGRAM ?? '';
/** The S3 emulator; empty when only given reports are looked at. */
export const emulator = process.env.REVIEW_BROWSER_EMULATOR ?? '';
/** The folder of the pages that the example `hostile` wrote; empty when only given reports are looked at. */
export const pages = process.env.REVIEW_BROWSER_PAGES ?? '';

/** The reports: `{ name, file, small }`. Of a small one everything is tried, of a large one what time allows. */
export const reports = told('REVIEW_BROWSER_REPORTS').split('\n').filter(Boolean).map((line) => {
  const [name, file] = line.includes('=') ? line.split('=', 2) : [basename(line), line];
  if (!existsSync(file)) throw new Error(`there is no report ${file}`);
  return { name, file, small: statSync(file).size < 300_000 };
});

/** The run folder of the troubled sample; empty when only given reports are looked at. */
export const troubled = program ? reports.find((report) => report.name === 'troubled') : undefined;

/** Pages of the example whose name begins so. */
export function madePages(prefix) {
  const names = pages ? readdirSync(pages).filter((name) => name.startsWith(prefix) && name.endsWith('.html')) : [];
  return names.sort().map((name) => ({ name: name.slice(0, -'.html'.length), file: join(pages, name), small: true }));
}
