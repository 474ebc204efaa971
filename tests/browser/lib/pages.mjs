// Opens pages in the browser and records whatever they do that a report must not do.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { atTheEnd } from './problems.mjs';
import { chromium as executablePath, load, out } from './setting.mjs';

const { chromium } = load('playwright-core');
let browser;

async function launched() {
  // Chromium refuses its sandbox to root; CI and containers are root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser ??= chromium.launch({ executablePath, args });
  return browser;
}

atTheEnd(async () => {
  if (browser) await (await browser).close();
});

/** The widths that a report must fit: a small phone, a tablet, a laptop, 4K. */
export const WIDTHS = [320, 768, 1280, 3840];

/** Where a browser finds a report: a file, or an address of a server. */
const addressOf = (report) => report.address ?? pathToFileURL(report.file).href;

/** How a person sees the same: the file, and the settings that matter. */
export function look(report, how = {}) {
  const { width = 1280, scheme = 'light', js = true, hash = '' } = how;
  const script = js ? '' : ', JavaScript off';
  return `${addressOf(report)}${hash} at ${width} px, ${scheme}${script}`;
}

/**
 * Opens `report` and gives the page to `use`, with what it did so far: `{ console, requests, violations, dialogs,
 * errors }`. `how`: width, height, scheme (light or dark), js, hash, timezone, still (nothing moves by itself).
 */
export async function withPage(report, how, use) {
  const { width = 1280, height = 900, scheme = 'light', js = true, hash = '', timezone = 'UTC', still = false } = how;
  const context = await (await launched()).newContext({
    viewport: { width, height },
    colorScheme: scheme,
    javaScriptEnabled: js,
    timezoneId: timezone,
    locale: 'en-GB',
    reducedMotion: still ? 'reduce' : 'no-preference',
    acceptDownloads: true,
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const seen = await record(context, page);
    await page.goto(`${addressOf(report)}${hash}`);
    return await use(page, seen, context);
  } finally {
    await context.close();
  }
}

async function record(context, page) {
  const seen = { console: [], requests: [], violations: [], dialogs: [], errors: [] };
  context.on('page', (opened) => opened !== page && seen.requests.push(`a window was opened: ${opened.url()}`));
  page.on('console', (message) => seen.console.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => seen.errors.push(error.message));
  page.on('request', (request) => {
    const isThePage = request.isNavigationRequest() && request.frame() === page.mainFrame() && /^(file:|http:..127\.0\.0\.1:)/.test(request.url());
    if (!isThePage) seen.requests.push(`${request.method()} ${request.url()}`);
  });
  page.on('dialog', async (dialog) => {
    seen.dialogs.push(`${dialog.type()}: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.exposeBinding('__violation', (_, text) => seen.violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.__violation(`${event.violatedDirective} blocked ${event.blockedURI} ${event.sample}`);
    });
  });
  return seen;
}

/** Adds a problem for everything that a report must not do by itself. */
export function expectQuiet(problems, seen, place) {
  const kinds = [
    ['the console says something', seen.console],
    ['a script failed', seen.errors],
    ['the page asked for something', seen.requests],
    ['the page broke its own policy', seen.violations],
    ['a dialog opened', seen.dialogs],
  ];
  for (const [what, entries] of kinds) {
    for (const entry of entries) problems.add(what, { snippet: entry, ...place });
  }
}

export const openAll = (page) => page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));

/** A picture in the output folder; its path. */
export async function picture(page, name, options = {}) {
  mkdirSync(out, { recursive: true });
  const path = join(out, `${name}.png`);
  await page.screenshot({ path, ...options });
  return path;
}
