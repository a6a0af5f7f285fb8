import type { RecordedCall } from '@miniatura/test-support/recorded-call';

/** What IAM is asked: whether a role may do this with that. */
export interface IamRequest {
  /** As policies call it: `s3:GetObjectVersion`. */
  readonly action: string;
  /** An ARN, or `*` where the action knows no resource. */
  readonly resource: string;
}

/** The ARNs of what a call names. */
export interface NamedResources {
  bucket(name: string): string;
  queue(url: string): string;
  /** The key that encrypts what is in a bucket. */
  keyOf(bucketName: string): string;
  workgroup(): string;
  models(id: string): readonly string[];
  /** The function that another one invokes. */
  invoked(): string;
}

/**
 * What IAM is asked for one call. A call may need several permissions, and those of the key that
 * encrypts a bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 * @throws Error for an operation that is not known here
 */
export function iamRequestsOf(call: RecordedCall, named: NamedResources): readonly IamRequest[] {
  const requestsOf = OPERATIONS[`${call.service}.${call.operation}`];
  if (requestsOf === undefined) {
    throw new Error(`Expected an operation that is known here but received ${call.operation}.`);
  }
  return requestsOf(call, named);
}

type RequestsOf = (call: RecordedCall, named: NamedResources) => readonly IamRequest[];

function text({ input }: RecordedCall, name: string): string {
  const value = input[name];
  if (value === undefined) throw new Error(`Expected ${name} in the input of a call.`);
  return value;
}

function onBucket(action: string): RequestsOf {
  return (call, named) => [{ action, resource: named.bucket(text(call, 'Bucket')) }];
}

function onObject(action: string): RequestsOf {
  return (call, named) => [
    { action, resource: `${named.bucket(text(call, 'Bucket'))}/${text(call, 'Key')}` },
  ];
}

function onQueue(action: string): RequestsOf {
  return (call, named) => [{ action, resource: named.queue(text(call, 'QueueUrl')) }];
}

function onNothing(action: string): RequestsOf {
  return () => [{ action, resource: '*' }];
}

function onKey(action: string, bucket: string, named: NamedResources): IamRequest {
  return {
    action,
    resource: named.keyOf(bucket),
  };
}

/** S3 answers 404 for a missing object only if the caller may list its bucket. */
function listing(bucket: string, { isMissing }: RecordedCall, named: NamedResources) {
  return isMissing ? [{ action: 's3:ListBucket', resource: named.bucket(bucket) }] : [];
}

const getObject: RequestsOf = (call, named) => {
  const [bucket, key] = [text(call, 'Bucket'), text(call, 'Key')];
  const version = call.input['VersionId'];
  return [
    {
      action: version === undefined ? 's3:GetObject' : 's3:GetObjectVersion',
      resource: `${named.bucket(bucket)}/${key}`,
    },
    onKey('kms:Decrypt', bucket, named),
    ...listing(bucket, call, named),
  ];
};

const putObject: RequestsOf = (call, named) => {
  const bucket = text(call, 'Bucket');
  const resource = `${named.bucket(bucket)}/${text(call, 'Key')}`;
  return [
    { action: 's3:PutObject', resource },
    onKey('kms:GenerateDataKey', bucket, named),
    ...(call.input['IfMatch'] === undefined ? [] : [{ action: 's3:GetObject', resource }]),
    ...(call.input['Tagging'] === undefined ? [] : [{ action: 's3:PutObjectTagging', resource }]),
  ];
};

const copyObject: RequestsOf = (call, named) => {
  const source = decodeURIComponent(text(call, 'CopySource'));
  const [, bucket = '', key = '', version] =
    /^([^/]+)\/(.+?)(?:\?versionId=(.+))?$/s.exec(source) ?? [];
  const target = text(call, 'Bucket');
  const object = `${named.bucket(bucket)}/${key}`;
  const copy = `${named.bucket(target)}/${text(call, 'Key')}`;
  const copiesTags = call.input['TaggingDirective'] !== 'REPLACE';
  return [
    { action: version === undefined ? 's3:GetObject' : 's3:GetObjectVersion', resource: object },
    onKey('kms:Decrypt', bucket, named),
    { action: 's3:PutObject', resource: copy },
    onKey('kms:GenerateDataKey', target, named),
    ...(copiesTags
      ? [
          { action: 's3:GetObjectTagging', resource: object },
          { action: 's3:PutObjectTagging', resource: copy },
        ]
      : []),
    ...listing(bucket, call, named),
  ];
};

const deleteObjects: RequestsOf = (call, named) => {
  const bucket = named.bucket(text(call, 'Bucket'));
  const keys = (call.input['Keys'] ?? text(call, 'Key')).split('\n');
  const isOfVersions = call.input['VersionId'] !== undefined;
  const actions = [
    // DeleteObjects needs it even if every object has a version id.
    ...(isOfVersions && call.operation === 'DeleteObject' ? [] : ['s3:DeleteObject']),
    ...(isOfVersions ? ['s3:DeleteObjectVersion'] : []),
  ];
  return keys.flatMap((key) => actions.map((action) => ({ action, resource: `${bucket}/${key}` })));
};

/** Whoever gives no secret signs in as the database user of the role. */
function runStatement(action: string): RequestsOf {
  return (call, named) => [
    { action, resource: named.workgroup() },
    ...(call.input['SecretArn'] === undefined
      ? [{ action: 'redshift-serverless:GetCredentials', resource: named.workgroup() }]
      : []),
  ];
}

const invoke: RequestsOf = (_, named) => [
  { action: 'lambda:InvokeFunction', resource: named.invoked() },
];

const OPERATIONS: Readonly<Record<string, RequestsOf>> = {
  'S3.GetObject': getObject,
  'S3.HeadObject': (call, named) =>
    getObject(call, named).filter(({ action }) => !action.startsWith('kms:')),
  'S3.PutObject': putObject,
  'S3.CopyObject': copyObject,
  'S3.DeleteObject': deleteObjects,
  'S3.DeleteObjects': deleteObjects,
  'S3.CreateMultipartUpload': putObject,
  'S3.UploadPart': putObject,
  'S3.ListParts': onObject('s3:ListMultipartUploadParts'),
  // S3 decrypts the parts to combine them.
  'S3.CompleteMultipartUpload': (call, named) => [
    ...putObject(call, named),
    onKey('kms:Decrypt', text(call, 'Bucket'), named),
  ],
  'S3.AbortMultipartUpload': onObject('s3:AbortMultipartUpload'),
  'S3.ListObjectsV2': onBucket('s3:ListBucket'),
  'S3.ListObjectVersions': onBucket('s3:ListBucketVersions'),
  'S3.ListMultipartUploads': onBucket('s3:ListBucketMultipartUploads'),
  'S3.GetBucketVersioning': onBucket('s3:GetBucketVersioning'),
  'SQS.SendMessage': onQueue('sqs:SendMessage'),
  'SQS.ReceiveMessage': onQueue('sqs:ReceiveMessage'),
  'SQS.DeleteMessage': onQueue('sqs:DeleteMessage'),
  'SQS.ChangeMessageVisibility': onQueue('sqs:ChangeMessageVisibility'),
  'SQS.GetQueueUrl': (call, named) => [
    { action: 'sqs:GetQueueUrl', resource: named.queue(text(call, 'QueueName')) },
  ],
  'SQS.ChangeMessageVisibilityBatch': onQueue('sqs:ChangeMessageVisibility'),
  'Rekognition.DetectLabels': onNothing('rekognition:DetectLabels'),
  'Rekognition.DetectModerationLabels': onNothing('rekognition:DetectModerationLabels'),
  'BedrockRuntime.Converse': (call, named) =>
    named
      .models(text(call, 'modelId'))
      .map((resource) => ({ action: 'bedrock:InvokeModel', resource })),
  'Lambda.Invoke': invoke,
  'RedshiftData.ExecuteStatement': runStatement('redshift-data:ExecuteStatement'),
  'RedshiftData.BatchExecuteStatement': runStatement('redshift-data:BatchExecuteStatement'),
  'RedshiftData.DescribeStatement': onNothing('redshift-data:DescribeStatement'),
  'RedshiftData.GetStatementResult': onNothing('redshift-data:GetStatementResult'),
  'RedshiftData.CancelStatement': onNothing('redshift-data:CancelStatement'),
  'RedshiftData.ListStatements': onNothing('redshift-data:ListStatements'),
};
