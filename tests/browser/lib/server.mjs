// `redshift-review serve` on a folder with the sample's run, with runs of a stranger, and with two reviews that may be
// started. Started once, for all checks of it, and ended with them.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { atTheEnd } from './problems.mjs';
import { out, program, troubled } from './setting.mjs';

/** A review that goes on until it is stopped, and one that is over in seconds. */
export const SLOW = 'slow';
export const QUICK = 'quick';
const STARTS = {
  [SLOW]: ['--warehouse', 'sample:troubled?slow=TableInfo:900', '--only', 'WLMConfig', '--only', 'TableInfo'],
  [QUICK]: ['--warehouse', 'sample:healthy', '--only', 'WLMConfig'],
};

const base = join(out, 'serve');
const run = troubled && dirname(troubled.file);
/** The sample's run below the base, as `serve` writes it into addresses. */
const finished = run && `/runs/${relative(join(run, '../../..'), run)}`;

let serving;
/** `{ origin, token, finished }`: where it listens, its token, and the path of the sample's run. */
export function server() {
  serving ??= begin();
  return serving;
}

async function begin() {
  rmSync(base, { recursive: true, force: true });
  mkdirSync(base, { recursive: true });
  cpSync(join(run, '../..'), join(base, relative(join(run, '../../..'), join(run, '../..'))), { recursive: true });
  writeStrangers();
  const starts = join(out, 'starts.json');
  writeFileSync(starts, JSON.stringify(STARTS));
  const child = spawn(program, ['serve', '--base', base, '--listen', '127.0.0.1:0', '--allow-start-file', starts], { stdio: ['ignore', 'pipe', 'pipe'] });
  atTheEnd(() => child.kill('SIGTERM'));
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  const address = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
    child.stdout.on('data', (text) => resolve(new URL(String(text).trim())));
  });
  return { origin: address.origin, token: address.hash.replace('#token=', ''), finished };
}

const ATTACK = '"><img src=x onerror="window.__pwned=1"><script>window.__pwned=1</script></script><evil>\u202e\u2028{{ 7 * 7 }}';
/** Members of the documents of a run folder that hold free text; the others must be of their form to be read at all. */
const FREE = new Set(['name', 'address', 'version', 'user', 'database', 'program', 'workflow', 'message', 'reason', 'driver', 'host', 'statement', 'code']);

/** `value` with the attack in every free text. */
function attacked(value, key) {
  if (typeof value === 'string') return FREE.has(key) ? ATTACK : value;
  if (Array.isArray(value)) return value.map((one) => attacked(one, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, attacked(member, name)]));
}

/** A report that tries what a page of another origin must not come to; what each came to stands in `window.__got`. */
const REPORT = `<!doctype html><html lang="en"><head><title>x</title></head><body><h1>x</h1><form method="post" action="/start"><input name="name" value="quick"></form><script>
const got = window.__got = {};
const tried = (what, attempt) => { got[what] = 'pending'; Promise.resolve().then(attempt).then((value) => { got[what] = value ? 'it came to ' + String(value).slice(0, 80) : 'refused'; }, () => { got[what] = 'refused'; }); };
tried('reading the list', () => fetch('/').then((answer) => answer.text()));
tried('reading findings', () => fetch('findings.json').then((answer) => answer.text()));
tried('asking by XMLHttpRequest', () => new Promise((done, failed) => { const ask = new XMLHttpRequest(); ask.onload = () => done(ask.responseText); ask.onerror = failed; ask.open('GET', '/'); ask.send(); }));
tried('sending to another place', () => fetch('http://127.0.0.1:9/', { mode: 'no-cors' }));
tried('reading what the tab keeps', () => sessionStorage.getItem('token') || 'the storage');
tried('keeping something', () => { localStorage.setItem('x', '1'); return 'the storage'; });
tried('a cookie', () => { document.cookie = 'x=1'; return document.cookie; });
tried('opening a window', () => window.open('/'));
tried('listening to events', () => new Promise((done, failed) => { const events = new EventSource('events'); events.onopen = done; events.onerror = failed; }));
try { document.forms[0].submit(); } catch {}
</script></body></html>`;

/** A run of the name `run` of a stranger's warehouse: the sample's documents with the attack in them. */
function writeRun(warehouse, name, { over }) {
  const folder = join(base, warehouse, 'redshift', name);
  mkdirSync(folder, { recursive: true });
  for (const part of ['run.json', 'findings.json', 'series.json', 'records', 'state', 'manifests', ...(over ? ['run-manifest.json'] : [])]) {
    cpSync(join(run, part), join(folder, part), { recursive: true });
  }
  for (const entry of readdirSync(folder, { recursive: true })) {
    if (!entry.endsWith('.json')) continue;
    const file = join(folder, entry);
    writeFileSync(file, JSON.stringify(attacked(JSON.parse(readFileSync(file, 'utf8')))));
  }
  if (over) writeFileSync(join(folder, 'report.html'), REPORT);
  return `/runs/${warehouse}/redshift/${name}`;
}

let written;
function writeStrangers() {
  const over = writeRun('stranger', '2026-11-21T07-30-00Z-0badc0de', { over: true });
  const goesOn = writeRun('stranger', '2026-11-22T07-30-00Z-0badc0de', { over: false });
  // Names that are no names, and documents that are none.
  mkdirSync(join(base, '<img src=x onerror=window.__pwned=1>', 'redshift', '2026-11-22T07-30-00Z-0badc0de'), { recursive: true });
  for (const [name, text] of [['deep', '['.repeat(100_000)], ['bytes', Buffer.from([0, 255, 254, 1])], ['text', ATTACK]]) {
    const folder = join(base, `broken-${name}`, 'redshift', '2026-11-22T07-30-00Z-0badc0de');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'run.json'), text);
  }
  written = [over, `${over}/report.html`, goesOn, ...['deep', 'bytes', 'text'].map((name) => `/runs/broken-${name}/redshift/2026-11-22T07-30-00Z-0badc0de`)];
}

/** The paths of the stranger's runs and of a report of theirs. */
export async function strangers() {
  await server();
  return written;
}
