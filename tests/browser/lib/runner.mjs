// Runs the checks, a few at a time: a page that waits for something leaves the machine to the others.
import { availableParallelism, cpus } from 'node:os';
import { Problems, registered } from './problems.mjs';

/** A check that takes longer hangs; the slowest takes a fifth of it on two cores. */
const LIMIT_MS = 240_000;
/** From here on a line tells how long its check took. */
const LONG_MS = 5_000;

const cores = availableParallelism?.() ?? cpus().length;
const indent = (text) => text.split('\n').map((line) => `  ${line}`).join('\n');

/** What is wrong by one check, as text; empty when nothing is. */
async function verdict({ body }) {
  const problems = new Problems();
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not end within ${LIMIT_MS / 1e3} s`)), LIMIT_MS);
  });
  try {
    await Promise.race([body(problems), limit]);
    return problems.text();
  } catch (error) {
    return [problems.text(), error.stack ?? String(error)].filter(Boolean).join('\n');
  } finally {
    clearTimeout(timer);
  }
}

/** Runs what is put down and fits `pattern`; whether all of it passed. Prints a line a check, when it has ended. */
export async function run(pattern) {
  const waiting = registered.checks.filter(({ name }) => !pattern || new RegExp(pattern).test(name));
  const busy = new Set();
  const count = { passed: 0, failed: 0 };
  const next = () => {
    const at = waiting.findIndex(({ alone }) => !alone || !busy.has(alone));
    return at < 0 ? undefined : waiting.splice(at, 1)[0];
  };
  const worker = async () => {
    for (let one = next(); one; one = next()) {
      if (one.alone) busy.add(one.alone);
      const began = performance.now();
      const wrong = await verdict(one);
      busy.delete(one.alone);
      const took = performance.now() - began;
      const time = took >= LONG_MS ? ` (${Math.round(took / 1e3)} s)` : '';
      count[wrong ? 'failed' : 'passed'] += 1;
      process.stdout.write(`${wrong ? 'FAIL ' : 'ok   '} ${one.name}${time}\n${wrong ? `${indent(wrong)}\n` : ''}`);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: cores + 2 }, worker));
  for (const ending of registered.endings) await ending();
  process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${Math.round((performance.now() - began) / 1e3)} s\n`);
  if (count.passed + count.failed === 0) process.stdout.write(`no check has a name that fits ${pattern}\n`);
  return count.failed === 0 && count.passed > 0;
}
