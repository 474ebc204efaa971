import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needs } from './operations.mjs'
import { prove } from './proof.mjs'
import { read } from './reasons.mjs'

const arn = (name) => `arn:aws:iam::000000000000:role/rr-${name}`
const trustOf = (name) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::000000000000:root' },
      Action: 'sts:AssumeRole',
      Condition: { ArnEquals: { 'aws:PrincipalArn': arn(name) } },
    },
  ],
})
const role = (name, statements, trust = trustOf('nobody')) => ({
  prefix: 'rr', role: name, arn: arn(name), trust,
  policies: { own: { Version: '2012-10-17', Statement: statements } },
})
const allow = (Sid, Action, Resource, Condition) => ({ Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) })
const call = (name, service, operation, parameters, status = 200) => ({ role: arn(name), service, operation, parameters, status })
const findings = async (calls, roles, reasons = '') => (await prove(calls, roles, read(reasons))).findings

const folders = allow('Folders', ['s3:GetObject'], 'arn:aws:s3:::b/p/reviews/*')
const get = (key, status) => call('core', 's3', 'GetObject', { Bucket: 'b', Key: key }, status)

test('a call that is allowed and a grant that is used leave nothing to say', async () => {
  assert.deepEqual(await findings([get('p/reviews/x')], [role('core', [folders])]), [])
})

test('a call outside of the grant is found', async () => {
  const found = await findings([get('p/reviews/x'), get('p/other')], [role('core', [folders])])
  assert.deepEqual(found, ['not allowed: core calls GetObject, which needs s3:GetObject on arn:aws:s3:::b/p/other'])
})

test('a key that is not there needs the right to list, although the request names no prefix', async () => {
  const listing = (operator) => allow('List', ['s3:ListBucket'], 'arn:aws:s3:::b', { [operator]: { 's3:prefix': ['p/reviews/*'] } })
  const absent = [get('p/reviews/x', 404)]
  assert.match((await findings(absent, [role('core', [folders])]))[0], /needs s3:ListBucket/)
  assert.match((await findings(absent, [role('core', [folders, listing('StringLike')])]))[0], /needs s3:ListBucket/)
  assert.deepEqual(await findings(absent, [role('core', [folders, listing('StringLikeIfExists')])]), [])
})

test('each prefix that may be listed must be listed', async () => {
  const listing = allow('List', ['s3:ListBucket'], 'arn:aws:s3:::b', { StringLikeIfExists: { 's3:prefix': ['p/a/*', 'p/b/*'] } })
  const list = (Prefix) => call('core', 's3', 'ListObjectsV2', { Bucket: 'b', Prefix })
  const roles = [role('core', [listing])]
  assert.deepEqual(await findings([list('p/a/x')], roles), ['not used: core List s3:ListBucket BUCKET?KEYS/b/*'])
  assert.equal((await findings([list()], roles)).length, 2)
  assert.match((await findings([list('p/c/')], roles))[0], /not allowed: core calls ListObjectsV2/)
})

test('each action on each resource must be used, or explained', async () => {
  const wide = allow('Folders', ['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::b/p/reviews/*', 'arn:aws:s3:::b/p/open/*'])
  const roles = [role('core', [wide])]
  assert.deepEqual(await findings([get('p/reviews/x')], roles), [
    'not used: core Folders s3:GetObject BUCKET/KEYS/open/*',
    'not used: core Folders s3:PutObject BUCKET/KEYS/open/*',
    'not used: core Folders s3:PutObject BUCKET/KEYS/reviews/*',
  ])
  const reasons = 'unused core Folders s3:PutObject * -- x\nunused * Folders s3:GetObject BUCKET/KEYS/open/* -- y'
  assert.deepEqual(await findings([get('p/reviews/x')], roles, reasons), [])
})

test('what one stack used is used by all of them: they differ in names, bucket, keys and cluster only', async () => {
  const of = (name, bucket, cluster) => ({
    ...role('core', [
      allow('Folders', ['s3:GetObject'], `arn:aws:s3:::${bucket}/${name}/reviews/*`),
      allow('List', ['s3:ListBucket'], `arn:aws:s3:::${bucket}`, { StringLike: { 's3:prefix': [`${name}/reviews/*`] } }),
      allow('Run', ['redshift-data:ExecuteStatement'], `arn:aws:redshift:us-east-1:000000000000:cluster:${cluster}`),
    ]),
    prefix: name,
    arn: arn(`${name}-core`),
  })
  const roles = [of('sales', 'b', 'one'), of('hr', 'c', 'two')]
  const calls = [
    { ...call('', 's3', 'GetObject', { Bucket: 'b', Key: 'sales/reviews/x' }), role: arn('sales-core') },
    { ...call('', 's3', 'ListObjectsV2', { Bucket: 'c', Prefix: 'hr/reviews/x' }), role: arn('hr-core') },
  ]
  assert.deepEqual(await findings(calls, roles), ['not used: core Run redshift-data:ExecuteStatement redshift:cluster:CLUSTER'])
})

test('when some cases did not run, only the calls are judged', async () => {
  const roles = [role('core', [folders, allow('Other', ['s3:PutObject'], 'arn:aws:s3:::b/x')])]
  const judge = (calls) => prove(calls, roles, read('unused core Gone s3:GetObject * -- x'), { callsOnly: true })
  assert.deepEqual((await judge([get('p/reviews/x')])).findings, [])
  assert.equal((await judge([get('p/other')])).findings.length, 1)
})

test('a reason for nothing is found, and one without a why is refused', async () => {
  const found = await findings([get('p/reviews/x')], [role('core', [folders])], 'unused core Gone s3:GetObject * -- x')
  assert.deepEqual(found, ['reason for nothing, line 1: unused core Gone s3:GetObject * -- x'])
  assert.deepEqual(await findings([get('p/reviews/x')], [role('core', [folders])], 'unused elsewhere * * * -- x'), [])
  assert.throws(() => read('unused core Gone s3:GetObject *'), /line 1/)
})

test('a call that is rightly denied can be explained', async () => {
  const roles = [role('core', [folders])]
  const calls = [get('p/reviews/x'), get('p/other')]
  assert.deepEqual(await findings(calls, roles, 'denied core s3:GetObject BUCKET/KEYS/other -- x'), [])
})

test('a role is taken on only when both sides say so', async () => {
  const query = role('query', [allow('Become', ['sts:AssumeRole'], arn('warehouse-access'))])
  const calls = [call('query', 'sts', 'AssumeRole', { RoleArn: arn('warehouse-access'), RoleSessionName: 'run-1' })]
  assert.deepEqual(await findings(calls, [query, role('warehouse-access', [], trustOf('query'))]), [])
  assert.match((await findings(calls, [query, role('warehouse-access', [], trustOf('core'))]))[0], /needs sts:AssumeRole/)
})

test('a statement needs the right to log in to this cluster, database and user', async () => {
  const redshift = 'arn:aws:redshift:us-east-1:000000000000'
  const run = allow('Run', ['redshift-data:ExecuteStatement'], `${redshift}:cluster:sales`)
  const logIn = allow('LogIn', ['redshift:GetClusterCredentials'], [`${redshift}:dbuser:sales/reviewer`, `${redshift}:dbname:sales/dev`])
  const statement = (DbUser) => [
    call('warehouse-access', 'redshift-data', 'ExecuteStatement', { ClusterIdentifier: 'sales', Database: 'dev', DbUser, Sql: '...' }),
  ]
  const roles = [role('warehouse-access', [run, logIn])]
  assert.deepEqual(await findings(statement('reviewer'), roles), [])
  assert.match((await findings(statement('admin'), roles))[0], /GetClusterCredentials on .*dbuser:sales\/admin/)
})

test('an operation that the table lacks, and a role whose policies are not known, are found', async () => {
  const calls = [call('core', 's3', 'PutBucketAcl', { Bucket: 'b' }), get('p/reviews/x'), { ...get('x'), role: arn('gone') }]
  const found = await findings(calls, [role('core', [folders])])
  assert.match(found[0], /unknown operation: s3 PutBucketAcl/)
  assert.match(found[1], /unknown role: .*rr-gone/)
})

test('a copy reads its source and writes its target', () => {
  const copied = needs(call('assets', 's3', 'CopyObject', { Bucket: 'b', Key: 'k', CopySource: '/from/packs/a%20b' }))
  assert.deepEqual(copied.map(({ action, resource }) => [action, resource]), [
    ['s3:GetObject', 'arn:aws:s3:::from/packs/a b'],
    ['s3:PutObject', 'arn:aws:s3:::b/k'],
  ])
})
