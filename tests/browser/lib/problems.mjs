// A check collects everything that is wrong before it fails, so that one run tells all.
const SHOWN = 8;

const checks = [];

/**
 * One check, one line of output. `body` gets the problems to add to. Checks with the same `alone` are never run at the
 * same time: they share what a browser has once, such as its clipboard.
 */
export function check(name, body, { alone } = {}) {
  checks.push({ name, body, alone });
}

/** What a file of checks leaves running is ended by this, after the last check. */
const endings = [];
export const atTheEnd = (ending) => endings.push(ending);

/** What has been put down so far; `main.mjs` runs it. */
export const registered = { checks, endings };

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

  /** What was found, as lines of text; empty when nothing was. */
  text() {
    const rest = this.#found.length - SHOWN;
    const more = rest > 0 ? [`and ${rest} more`] : [];
    return this.#found.slice(0, SHOWN).concat(more).join('\n');
  }
}
