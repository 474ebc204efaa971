// The file of reasons: a line is `KIND PATTERN... -- why`, # begins a comment.
//   unused ROLE SID ACTION RESOURCE -- why it is allowed although no recorded call needs it
//   denied ROLE ACTION RESOURCE -- why a recorded call is rightly not allowed
// * stands for anything.

const FIELDS = { unused: 4, denied: 3 }

function pattern(text) {
  const escaped = text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`)
}

/** Lines as { kind, line, text, why, matches(text), isOf(role) }. */
export function read(text) {
  return text.split('\n').flatMap((line, index) => {
    if (!line.trim() || line.startsWith('#')) return []
    const [what, why] = line.split(' -- ')
    const [kind, ...fields] = what.trim().split(/\s+/)
    if (fields.length !== FIELDS[kind] || !why?.trim()) {
      throw new Error(`line ${index + 1}: not "unused ROLE SID ACTION RESOURCE -- why" or "denied ROLE ACTION RESOURCE -- why"`)
    }
    const expressions = fields.map(pattern)
    const matches = (text) => text.split(' ').every((field, at) => expressions[at]?.test(field))
    const isOf = (role) => expressions[0].test(role)
    return [{ kind, line: index + 1, isOf, text: line, why: why.trim(), matches }]
  })
}
