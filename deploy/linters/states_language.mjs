// usage: states_language.mjs FILE...: the language service that AWS's own editors use; exit status 1 on a finding.
// It knows the fields of every kind of state, also in Retry and Catch; asl-validator parses the JSONata expressions.
// Neither sees all that the other does (tried with a wrong field in Retry, and with a broken expression).
import { readFileSync } from 'node:fs'
import service from 'amazon-states-language-service'
import { TextDocument } from 'vscode-languageserver-textdocument'

const language = service.getLanguageService({})
let findings = 0
for (const file of process.argv.slice(2)) {
  const text = TextDocument.create(`file://${file}`, 'asl', 1, readFileSync(file, 'utf8'))
  for (const { message, range } of await language.doValidation(text, language.parseJSONDocument(text))) {
    findings += 1
    console.log(`${file}:${range.start.line + 1}: ${message}`)
  }
}
process.exit(findings ? 1 : 0)
