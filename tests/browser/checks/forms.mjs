// The machine forms are what their schemas say: SARIF 2.1.0 (OASIS), JUnit (Jenkins' xunit plugin), and the report as
// JSON by the schema that the program itself publishes.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { check } from '../lib/problems.mjs';
import { load, pages, program, reports, tools } from '../lib/setting.mjs';

const xsd = join(tools, 'schemas/junit-10.xsd');
const jsonFile = (path) => JSON.parse(readFileSync(path, 'utf8'));
const said = async (...words) => (await promisify(execFile)(program, words, { maxBuffer: 1e9 })).stdout;

/** Who checks a value by a schema. The standard's own pattern for languages is no Unicode regular expression. */
function validator(module, schema) {
  const Ajv = load(module);
  const ajv = new (Ajv.default ?? Ajv)({ strict: false, allErrors: true, unicodeRegExp: false });
  load('ajv-formats')(ajv);
  return ajv.compile(schema);
}

function expectValid(problems, validate, value, where) {
  if (validate(value)) return;
  for (const { instancePath, message, params } of validate.errors) {
    problems.add(`${message} ${JSON.stringify(params)}`, { where: `${where}${instancePath}` });
  }
}

/** The texts to check: `{ where, text }` of the reports' run folders and of the hostile pages. */
async function texts(form, ending) {
  const own = await Promise.all(reports.filter((report) => report.name !== 'plain')
    .map(async (report) => ({ where: `${report.name} --as ${form}`, text: await said('export', dirname(report.file), '--as', form) })));
  const made = readdirSync(pages).filter((name) => name.endsWith(`.${ending}`) && name !== 'sizes.json');
  return own.concat(made.map((name) => ({ where: join(pages, name), text: readFileSync(join(pages, name), 'utf8') })));
}

if (program) {
  check('SARIF: valid by the schema of SARIF 2.1.0, of samples and of hostile runs', async (problems) => {
    const validate = validator('ajv-draft-04', jsonFile(load.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')));
    for (const { where, text } of await texts('sarif', 'sarif')) expectValid(problems, validate, JSON.parse(text), where);
  });

  check('JUnit: valid by the schema of Jenkins, of samples and of hostile runs', async (problems) => {
    const folder = mkdtempSync(join(tmpdir(), 'junit-'));
    try {
      for (const [index, { where, text }] of (await texts('junit', 'junit.xml')).entries()) {
        const file = join(folder, `${index}.xml`);
        writeFileSync(file, text);
        const { status, stderr, error } = spawnSync('xmllint', ['--noout', '--nonet', '--schema', xsd, file], { encoding: 'utf8' });
        if (error) throw error;
        if (status !== 0) stderr.trim().split('\n').slice(0, -1).forEach((line) => problems.add(line.replace(file, ''), { where }));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  check('JSON: valid by the schema that `schema report` prints, of samples and of hostile runs', async (problems) => {
    const validate = validator('ajv/dist/2020', JSON.parse(await said('schema', 'report')));
    for (const { where, text } of await texts('json', 'json')) expectValid(problems, validate, JSON.parse(text), where);
    // A schema that allows everything would pass all of that.
    problems.expect(!validate({}), 'the schema takes an empty object', { where: 'redshift-review schema report' });
  });
}
