// Each single thing that a policy allows: one action on one resource, in one statement.

/** A Map from key to values. */
export function grouped(values, key) {
  const groups = new Map()
  for (const value of values) {
    const group = groups.get(key(value))
    if (group) group.push(value)
    else groups.set(key(value), [value])
  }
  return groups
}

const each = (value) => (Array.isArray(value) ? value : [value])

/** How a resource reads without what differs from stack to stack: bucket, the prefix of its keys, name, cluster. */
export function plain(resource, prefix) {
  const [, partition, service, , , ...rest] = resource.split(':')
  if (!partition) return resource
  const name = rest.join(':')
  if (service === 's3') return name.replace(/^[^/]+/, 'BUCKET').replace(/^BUCKET\/[^/*]+\//, 'BUCKET/KEYS/')
  if (service === 'redshift') return `${service}:${name.replace(/^(cluster|dbname|dbuser):[^/*]+/, '$1:CLUSTER')}`
  return `${service}:${name.replaceAll(`${prefix}-`, 'NAME-').replace(new RegExp(`(^|/)${prefix}(?=$|/)`), '$1NAME')}`
}

// A listing is allowed for some prefixes, and each of them is a grant of its own.
const PREFIX = 's3:prefix'
const shown = (resource, prefixes) =>
  prefixes.length ? prefixes.map((prefix) => `${resource}?${prefix.replace(/^[^/*]+\//, 'KEYS/')}`) : [resource]

function prefixesOf({ Condition = {} }) {
  return Object.values(Condition).flatMap((keys) => (keys[PREFIX] === undefined ? [] : each(keys[PREFIX])))
}

/** What a role may do. */
export function grantsOf({ role, prefix, policies }) {
  return Object.values(policies).flatMap(({ Statement }) =>
    each(Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap((statement) =>
        each(statement.Action).flatMap((action) =>
          each(statement.Resource)
            .flatMap((resource) => shown(plain(resource, prefix), prefixesOf(statement)))
            .map((resource) => name(role, statement.Sid, action, resource))
        )
      )
  )
}

const name = (role, sid, action, resource) => [role, sid ?? '-', action, resource].join(' ')

const matching = (parts = []) => each(parts).filter(({ matches }) => matches)

/** The grants that an evaluation rests on, from the explanations of its statements that allowed. */
export function usedBy(statements, { role, prefix }, { about } = {}) {
  const covers = ({ value }) => about !== undefined && about.startsWith(value.replace(/\*$/, ''))
  return statements.flatMap(({ explain }) => {
    // A request without a prefix uses none of them, or the one for the key that it asked for in vain.
    const listed = each(explain.conditions ?? [])
      .filter(({ conditionKeyValue }) => conditionKeyValue === PREFIX)
      .flatMap(({ values, matchedBecauseMissing }) => (matchedBecauseMissing ? each(values).filter(covers) : matching(values)))
    return matching(explain.actions).flatMap(({ action }) =>
      matching(explain.resources)
        .flatMap(({ resource }) => shown(plain(resource, prefix), listed.map(({ value }) => value)))
        .map((resource) => name(role, explain.identifier, action, resource))
    )
  })
}
