// What a call needs: for each operation that a role makes, its IAM actions, each with the resource that the call names
// and the condition keys that the request carries.
// Source, unless a line says otherwise: the Service Authorization Reference, one page a service
// (https://docs.aws.amazon.com/service-authorization/latest/reference/).

const object = (bucket, key) => `arn:aws:s3:::${bucket}/${key}`
const bucket = ({ Bucket }) => `arn:aws:s3:::${Bucket}`
const on = (action, resource, context = {}) => ({ action, resource, context })
const onObject = (action) => (p) => [on(action, object(p.Bucket, p.Key))]
const list = (p) => [on('s3:ListBucket', bucket(p), p.Prefix == null ? {} : { 's3:prefix': p.Prefix })]

// Reading a key that is not there answers 404 to those who may list the bucket, and 403 to others
// (S3 API reference, GetObject, "Permissions"). The request carries no prefix; `about` says which one it is for.
const read = (p, call) => [
  on('s3:GetObject', object(p.Bucket, p.Key)),
  ...(call.status === 404 ? [{ ...on('s3:ListBucket', bucket(p)), about: p.Key }] : []),
]

// `x-amz-copy-source`: bucket and key, perhaps with a slash before and a version behind.
function copy(p) {
  const source = typeof p.CopySource === 'string' ? p.CopySource : `${p.CopySource.Bucket}/${p.CopySource.Key}`
  const [from, ...key] = decodeURIComponent(source.replace(/^\//, '').split('?')[0]).split('/')
  return [on('s3:GetObject', object(from, key.join('/'))), on('s3:PutObject', object(p.Bucket, p.Key))]
}

const s3 = {
  GetObject: read,
  HeadObject: read,
  PutObject: onObject('s3:PutObject'),
  CreateMultipartUpload: onObject('s3:PutObject'),
  UploadPart: onObject('s3:PutObject'),
  CompleteMultipartUpload: onObject('s3:PutObject'),
  AbortMultipartUpload: onObject('s3:AbortMultipartUpload'),
  CopyObject: copy,
  UploadPartCopy: copy,
  DeleteObject: onObject('s3:DeleteObject'),
  DeleteObjects: (p) => p.Delete.Objects.map(({ Key }) => on('s3:DeleteObject', object(p.Bucket, Key))),
  ListObjects: list,
  ListObjectsV2: list,
  // S3 API reference, HeadBucket: "you must have permissions to perform the s3:ListBucket action".
  HeadBucket: list,
  GetBucketLocation: (p) => [on('s3:GetBucketLocation', bucket(p))],
}

// A function by name, partial or full ARN, with its alias in the name or beside it.
function functionArn({ FunctionName, Qualifier }, { account, region }) {
  const whole = FunctionName.startsWith('arn:')
    ? FunctionName
    : `arn:aws:lambda:${region}:${account}:function:${FunctionName.replace(/^.*function:/, '')}`
  return Qualifier ? `${whole}:${Qualifier}` : whole
}

const lambda = { Invoke: (p, at) => [on('lambda:InvokeFunction', functionArn(p, at))] }

const states = {
  StartExecution: (p) => [on('states:StartExecution', p.stateMachineArn)],
  DescribeExecution: (p) => [on('states:DescribeExecution', p.executionArn)],
  StopExecution: (p) => [on('states:StopExecution', p.executionArn)],
}

const sts = {
  AssumeRole: (p) => [
    on('sts:AssumeRole', p.RoleArn, {
      'sts:RoleSessionName': p.RoleSessionName,
      ...(p.ExternalId ? { 'sts:ExternalId': p.ExternalId } : {}),
    }),
  ],
  // Everybody may ask who he is (STS API reference, GetCallerIdentity).
  GetCallerIdentity: () => [],
}

// A statement also needs the right to log in, which the Data API uses in the caller's name (Redshift Management Guide,
// "Configuring IAM permissions"). A workgroup's ARN holds its UUID, which the call does not; any will do.
const ANY_WORKGROUP = '00000000-0000-0000-0000-000000000000'
function statement(p, { account, region }) {
  const redshift = `arn:aws:redshift:${region}:${account}`
  const workgroup = `arn:aws:redshift-serverless:${region}:${account}:workgroup/${ANY_WORKGROUP}`
  const where = p.ClusterIdentifier ? `${redshift}:cluster:${p.ClusterIdentifier}` : workgroup
  const database = `${redshift}:dbname:${p.ClusterIdentifier}/${p.Database}`
  const run = on('redshift-data:ExecuteStatement', where)
  if (p.SecretArn) return [run, on('secretsmanager:GetSecretValue', p.SecretArn)]
  if (!p.ClusterIdentifier) return [run, on('redshift-serverless:GetCredentials', workgroup)]
  if (!p.DbUser) return [run, on('redshift:GetClusterCredentialsWithIAM', database)]
  const user = `${redshift}:dbuser:${p.ClusterIdentifier}/${p.DbUser}`
  return [run, on('redshift:GetClusterCredentials', user), on('redshift:GetClusterCredentials', database)]
}

const anywhere = (action) => () => [on(action, '*')]
const redshiftData = {
  ExecuteStatement: statement,
  DescribeStatement: anywhere('redshift-data:DescribeStatement'),
  GetStatementResult: anywhere('redshift-data:GetStatementResult'),
  GetStatementResultV2: anywhere('redshift-data:GetStatementResult'),
  CancelStatement: anywhere('redshift-data:CancelStatement'),
  ListStatements: anywhere('redshift-data:ListStatements'),
}

const redshift = {
  DescribeClusters: (p, { account, region }) => [
    on('redshift:DescribeClusters', `arn:aws:redshift:${region}:${account}:cluster:${p.ClusterIdentifier ?? '*'}`),
  ],
  DescribeClusterParameters: (p, { account, region }) => [
    on('redshift:DescribeClusterParameters', `arn:aws:redshift:${region}:${account}:parametergroup:${p.ParameterGroupName}`),
  ],
  DescribeClusterSnapshots: anywhere('redshift:DescribeClusterSnapshots'),
  DescribeLoggingStatus: (p, { account, region }) => [
    on('redshift:DescribeLoggingStatus', `arn:aws:redshift:${region}:${account}:cluster:${p.ClusterIdentifier}`),
  ],
  DescribeUsageLimits: anywhere('redshift:DescribeUsageLimits'),
  ListRecommendations: anywhere('redshift:ListRecommendations'),
}
const cloudwatch = { GetMetricData: anywhere('cloudwatch:GetMetricData') }
const redshiftServerless = {
  GetWorkgroup: (p, { account, region }) => [
    on('redshift-serverless:GetWorkgroup', `arn:aws:redshift-serverless:${region}:${account}:workgroup/${ANY_WORKGROUP}`),
  ],
  GetNamespace: anywhere('redshift-serverless:GetNamespace'),
  ListUsageLimits: anywhere('redshift-serverless:ListUsageLimits'),
}

const onTopic = (action) => (p) => [on(action, p.TopicArn)]
const sns = { Publish: onTopic('sns:Publish'), ListSubscriptionsByTopic: onTopic('sns:ListSubscriptionsByTopic') }

// https://sqs.REGION.amazonaws.com/ACCOUNT/NAME
const queueArn = ({ QueueUrl }, { account, region }) => `arn:aws:sqs:${region}:${account}:${QueueUrl.split('/').at(-1)}`
const sqs = { SendMessage: (p, at) => [on('sqs:SendMessage', queueArn(p, at))] }

const rule = (action) => (p, { account, region }) => [
  on(action, `arn:aws:events:${region}:${account}:rule/${p.Name ?? p.Rule}`),
]
const events = {
  PutRule: rule('events:PutRule'),
  PutTargets: rule('events:PutTargets'),
  DescribeRule: rule('events:DescribeRule'),
}

const stream = (action) => (p, { account, region }) => [
  on(action, `arn:aws:logs:${region}:${account}:log-group:${p.logGroupName}:log-stream:${p.logStreamName}`),
]
const group = (p, { account, region }) => [
  on('logs:CreateLogGroup', `arn:aws:logs:${region}:${account}:log-group:${p.logGroupName}`),
]
const logs = { CreateLogGroup: group, CreateLogStream: stream('logs:CreateLogStream'), PutLogEvents: stream('logs:PutLogEvents') }

// By the name under which each service's requests are signed.
const services = {
  s3, lambda, states, sts, sns, sqs, events, logs,
  'redshift-data': redshiftData, redshift, 'redshift-serverless': redshiftServerless, cloudwatch, monitoring: cloudwatch,
}

/** The needs of a recorded call, as { action, resource, context, about? }; null for an operation that is not in the table. */
export function needs(call) {
  const of = services[call.service]?.[call.operation]
  if (!of) return null
  const account = call.role.split(':')[4]
  return of(call.parameters ?? {}, { account, region: call.region ?? 'us-east-1', status: call.status })
}
