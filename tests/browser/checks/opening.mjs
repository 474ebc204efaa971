// A report opens from a file by itself, asks for nothing, and can be read without JavaScript.
import { check } from '../lib/problems.mjs';
import { expectQuiet, look, withPage } from '../lib/pages.mjs';
import { madePages, reports } from '../lib/setting.mjs';

for (const report of [...reports, ...madePages('large-')]) {
  check(`${report.name}: opens from a file; no message, no violation of its policy, no request`, async (problems) => {
    await withPage(report, {}, async (page, seen) => {
      const place = { look: look(report) };
      await page.waitForTimeout(200); // What a script does a moment later counts too.
      expectQuiet(problems, seen, place);
      const policy = await page.locator('head meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
      problems.expect(policy?.includes("default-src 'none'"), 'the policy does not begin with nothing', { snippet: policy, ...place });
      problems.expect(!policy?.includes("'unsafe-"), 'the policy allows what is unsafe', { snippet: policy, ...place });
      const title = await page.title();
      problems.expect(title.length > 10, 'the page has no telling title', { snippet: title, ...place });
    });
  });
}

for (const report of reports) {
  check(`${report.name}: everything can be read without JavaScript`, async (problems) => {
    const how = { js: false };
    await withPage(report, how, async (page) => {
      for (const lost of await page.evaluate(unreachable)) {
        problems.add(lost.what, { where: lost.where, snippet: lost.snippet, look: look(report, how) });
      }
    });
  });
}

/** Runs in the page: text that no reader without JavaScript comes to, and controls that would do nothing. */
function unreachable() {
  const found = [];
  const name = (element) => (element.id ? `#${element.id}` : `${element.tagName.toLowerCase()}.${element.className}`);
  const note = (what, element) => found.push({ what, where: name(element), snippet: element.outerHTML.slice(0, 160) });
  const controls = '[data-filter],[data-search],[data-clear],[data-sort],[data-copy],[data-csv],[data-theme-toggle],[data-zone-toggle]';
  for (const control of document.querySelectorAll(controls)) {
    if (control.checkVisibility()) note('a control shows that does nothing without JavaScript', control);
  }
  // Folded texts count as readable: a reader unfolds them.
  document.querySelectorAll('details').forEach((one) => { one.open = true; });
  const findings = document.querySelectorAll('[id^="finding-"]:not([id$="-title"])');
  const said = document.querySelectorAll('a[href^="#finding-"]').length;
  if (said > 0 && findings.length === 0) note('links lead to findings, and there are none', document.body);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (texts.currentNode.textContent.trim() === '' || parent.closest('script,style,template,title,desc,defs')) continue;
    // The contents stand open beside a wide page, without the summary that folds them on a narrow one.
    if (parent.closest('nav > details[open] > summary')) continue;
    const withControl = parent.closest('button,label,form') || parent.closest('[hidden]')?.querySelector(controls);
    if (!parent.checkVisibility({ visibilityProperty: true }) && !withControl) note('text that cannot be read', parent);
  }
  return found;
}
