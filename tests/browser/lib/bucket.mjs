// A review that the program wrote into S3, and addresses that are signed as S3 wants them (AWS Signature Version 4 in
// the query). The emulator checks a signature as S3 does. Started once, for all checks of it, and ended with them.
import { execFile, spawn } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atTheEnd } from './problems.mjs';
import { emulator, out, program } from './setting.mjs';

const BUCKET = 'reviews';
/** A review that is over in seconds and has findings: what is looked at is the same in every report. */
const RUN = ['run', '--quiet', '--base', `s3://${BUCKET}/prod`, '--warehouse', 'sample:troubled', '--only', 'TableInfo', '--only', 'WLMConfig'];

let reviewed;
/** `{ endpoint, report, sign }`: where S3 listens, the path of the report, and what signs a path. */
export function reviewInS3() {
  reviewed ??= begin();
  return reviewed;
}

async function begin() {
  const child = spawn(emulator, [BUCKET], { stdio: ['pipe', 'pipe', 'inherit'] });
  atTheEnd(() => child.stdin.end());
  const environment = await new Promise((resolve, reject) => {
    let said = '';
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the emulator ended with ${code}: ${said}`)));
    child.stdout.on('data', (text) => {
      said += text;
      const lines = said.trimEnd().split('\n').map((line) => line.split('='));
      if (lines.length === 4 && said.endsWith('\n')) resolve(Object.fromEntries(lines));
    });
  });
  const { stdout } = await promisify(execFile)(program, RUN, { cwd: out, env: { PATH: process.env.PATH, ...environment } });
  const report = `/${stdout.trim().split('\n').pop().replace('s3://', '')}`;
  return { endpoint: environment.AWS_ENDPOINT_URL, report, sign: (path, how) => signed(environment, path, how) };
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const escaped = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** The address at which `path` can be read for `seconds` from `from` on. */
function signed(environment, path, { seconds = 3600, from = new Date() } = {}) {
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret, AWS_REGION: region } = environment;
  const time = `${from.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const scope = [time.slice(0, 8), region, 's3', 'aws4_request'];
  const query = Object.entries({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [key, ...scope].join('/'),
    'X-Amz-Date': time,
    'X-Amz-Expires': seconds,
    'X-Amz-SignedHeaders': 'host',
  }).map(([name, value]) => `${name}=${escaped(value)}`).join('&');
  const request = ['GET', path.split('/').map(escaped).join('/'), query, `host:${new URL(endpoint).host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n');
  const signature = createHmac('sha256', scope.reduce(hmac, `AWS4${secret}`)).update(text).digest('hex');
  return `${endpoint}${path}?${query}&X-Amz-Signature=${signature}`;
}
