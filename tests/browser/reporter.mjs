// One line a check, what is wrong under it, and the count at the end.
const indent = (text) => text.split('\n').map((line) => `  ${line}`).join('\n');

/** How long a check took, where that is long. */
const took = ({ details }) => (details.duration_ms >= 3_000 ? ` (${Math.round(details.duration_ms / 1e3)} s)` : '');

export default async function* report(events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === 'test:pass' && data.skip === undefined) {
      passed += 1;
      yield `ok    ${data.name}${took(data)}\n`;
    } else if (type === 'test:fail') {
      failed += 1;
      const error = data.details.error.cause ?? data.details.error;
      const text = error.constructor?.name === 'Error' ? error.message : error.stack ?? String(error);
      yield `FAIL  ${data.name}${took(data)}\n${indent(text)}\n`;
    }
  }
  yield `\n${passed} passed, ${failed} failed\n`;
}
