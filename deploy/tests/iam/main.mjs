// usage: main.mjs CALLS.jsonl POLICIES.jsonl REASONS [--calls-only] [--table]: exit status 1 when a call is not allowed or a
// grant not used.
import { readFileSync } from 'node:fs'
import { grouped } from './grants.mjs'
import { prove } from './proof.mjs'
import { read } from './reasons.mjs'

const [calls, policies, reasons, ...options] = process.argv.slice(2)
const lines = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))

const recorded = lines(calls)
const found = await prove(recorded, lines(policies), read(readFileSync(reasons, 'utf8')), {
  callsOnly: options.includes('--calls-only'),
})
found.findings.forEach((finding) => console.log(finding))
if (options.includes('--table')) {
  const counts = grouped(recorded, ({ role, service, operation }) => `${role.split('/').at(-1)} | ${service} | ${operation}`)
  console.log('\n| role | service | operation | calls |\n| --- | --- | --- | --- |')
  ;[...counts].sort().forEach(([what, { length }]) => console.log(`| ${what} | ${length} |`))
}
console.log(
  `${found.calls} calls, ${found.evaluations} different needs evaluated; ${found.grants} grants, ${found.unused} of them not used; ` +
    `${found.findings.length} findings`
)
process.exit(found.findings.length ? 1 : 0)
