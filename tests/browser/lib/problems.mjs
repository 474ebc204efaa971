// A check collects everything that is wrong before it fails, so that one run tells all.
import { test } from 'node:test';

const SHOWN = 8;

/** One check, one line of output. `body` gets the problems to add to. */
export function check(name, body) {
  test(name, async () => {
    const problems = new Problems();
    await body(problems);
    problems.fail();
  });
}

export class Problems {
  #found = [];

  /** What is wrong, where (a selector or a file), what stands there, and how a person sees it. */
  add(what, { where, snippet, look } = {}) {
    const line = (name, value) => (value ? `\n    ${name}: ${String(value).replace(/\s+/g, ' ').slice(0, 400)}` : '');
    this.#found.push(`${what}${line('where', where)}${line('there', snippet)}${line('look', look)}`);
  }

  /** Adds `what` unless it holds. */
  expect(holds, what, place) {
    if (!holds) this.add(what, place);
    return Boolean(holds);
  }

  fail() {
    if (this.#found.length === 0) return;
    const rest = this.#found.length - SHOWN;
    const more = rest > 0 ? [`and ${rest} more`] : [];
    throw new Error(this.#found.slice(0, SHOWN).concat(more).join('\n'));
  }
}
