// The proof itself, on values: recorded calls, roles, reasons. Both ways: every call is allowed, every grant is used.
import { runSimulation } from '@cloud-copilot/iam-simulate'
import { grantsOf, grouped, plain, usedBy } from './grants.mjs'
import { needs } from './operations.mjs'

async function evaluate(role, need, trust) {
  const account = role.arn.split(':')[4]
  const result = await runSimulation(
    {
      request: {
        principal: role.arn,
        action: need.action,
        resource: { resource: need.resource, accountId: need.resource.split(':')[4] || account },
        contextVariables: { 'aws:PrincipalArn': role.arn, 'aws:SecureTransport': 'true', ...need.context },
      },
      identityPolicies: Object.entries(role.policies).map(([name, policy]) => ({ name, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(trust ? { resourcePolicy: trust } : {}),
    },
    {}
  )
  if (result.resultType === 'error') throw new Error(`${need.action} on ${need.resource}: ${JSON.stringify(result.errors)}`)
  // A resource that stands for several is evaluated as several.
  const results = result.results ?? [result.result]
  return {
    allowed: result.overallResult === 'Allowed',
    statements: results.flatMap(({ analysis }) => analysis.identityAnalysis?.allowStatements ?? []),
  }
}

/**
 * `calls` as in CALLS_LOG, `roles` as policies.py writes them (a role whose policy changed stands there several times),
 * `reasons` as reasons.mjs reads them. With `callsOnly` grants that nobody used are no finding: not all cases ran. Gives
 * findings as lines of text, and counts.
 */
export async function prove(calls, roles, reasons, { callsOnly = false } = {}) {
  const findings = new Set()
  const versions = grouped(roles, ({ arn }) => arn)
  const used = new Set()
  const reasonsUsed = new Set()
  const seen = new Map()
  let evaluations = 0
  const explained = (kind, text) => {
    const found = reasons.filter((reason) => reason.kind === kind && reason.matches(text))
    found.forEach((reason) => reasonsUsed.add(reason))
    return found.length > 0
  }

  async function proveNeed(call, need) {
    const key = JSON.stringify([call.role, need])
    if (seen.has(key)) return
    seen.set(key, true)
    evaluations += 1
    let allowed = false
    for (const role of versions.get(call.role)) {
      // A role is taken on only when it trusts the caller as well.
      const trusts = need.action === 'sts:AssumeRole' ? versions.get(need.resource) ?? [] : [{}]
      for (const { trust } of trusts) {
        const answer = await evaluate(role, need, trust)
        allowed ||= answer.allowed
        if (answer.allowed) usedBy(answer.statements, role, need).forEach((grant) => used.add(grant))
      }
    }
    const { role, prefix } = versions.get(call.role)[0]
    if (!allowed && !explained('denied', [role, need.action, plain(need.resource, prefix)].join(' '))) {
      const context = Object.keys(need.context).length ? ` with ${JSON.stringify(need.context)}` : ''
      findings.add(`not allowed: ${role} calls ${call.operation}, which needs ${need.action} on ${need.resource}${context}`)
    }
  }

  for (const call of calls) {
    if (!versions.has(call.role)) {
      findings.add(`unknown role: ${call.role} calls ${call.service} ${call.operation}, but its policies were not read`)
      continue
    }
    const wanted = needs(call)
    if (!wanted) findings.add(`unknown operation: ${call.service} ${call.operation} (add it to operations.mjs)`)
    for (const need of wanted ?? []) await proveNeed(call, need)
  }

  const grants = new Set(roles.flatMap(grantsOf))
  const unused = [...grants].filter((grant) => !used.has(grant))
  for (const grant of callsOnly ? [] : unused) {
    if (!explained('unused', grant)) findings.add(`not used: ${grant}`)
  }
  // A reason for a grant that is used after all may stand, since some calls depend on chance; so may one about a role that
  // no stack of this run had.
  const present = reasons.filter(({ isOf }) => roles.some(({ role }) => isOf(role)))
  for (const reason of callsOnly ? [] : present) {
    const about = reason.kind === 'unused' ? [...grants].some(reason.matches) : reasonsUsed.has(reason)
    if (!about) findings.add(`reason for nothing, line ${reason.line}: ${reason.text}`)
  }
  return { findings: [...findings].sort(), calls: calls.length, evaluations, grants: grants.size, unused: unused.length }
}
