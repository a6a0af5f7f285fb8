import { resourcesOf } from '../../src/diagram/template-references.ts';
import { eventSourcesOf } from '../checks/policy-statements.ts';
import { dashboardGrants } from './dashboard-grants.ts';
import { type ExpectedGrant, on } from './expected-grant.ts';
import { functionGrants, signingIn } from './function-grants.ts';
import type { IamRequest } from './iam-request.ts';
import { lakeGrants } from './lake-grants.ts';
import { ACCOUNT, arnOf, resolved } from './physical-names.ts';
import type { StageUnderTest } from './stage-under-test.ts';

/** What constructs of CDK grant and nobody needs, by the reason why that is left so. */
export const UNUSED_ACTIONS: Readonly<Record<string, string>> = {
  'kafka:GetBootstrapBrokers':
    "The action knows no resource, and CDK names one: AWS's managed policy allows it in truth.",
  'kafka:ListScramSecrets': 'CDK allows for topics with passwords too.',
};

/** Every such grant of a stage. */
export function expectedGrants(stage: StageUnderTest): readonly ExpectedGrant[] {
  return [
    ...functionGrants(stage),
    ...deployment(stage),
    analysing(stage),
    ...services(stage),
    ...replication(stage),
    ...kafka(stage),
    ...largeImages(stage),
    ...lakeGrants(stage),
    ...dashboardGrants(stage),
  ];
}

/** The steps of a deployment, which are no apps: `packed-functions.test.ts` runs them. */
function deployment(stage: StageUnderTest): readonly ExpectedGrant[] {
  const workgroup = stage.arn('AWS::RedshiftServerless::Workgroup', 'analytics/Warehouse');
  const secret = `arn:aws:secretsmanager:${stage.deployment.region}:${ACCOUNT}:secret:redshift!miniatura-${stage.name}-${stage.generation}-administrator-a1B2c3`;
  const cluster = stage.arn('AWS::RDS::DBCluster', 'data/Database');
  const password = stage.arn('AWS::SecretsManager::SecretTargetAttachment', 'data/Database');
  const reading = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
  return [
    {
      role: 'analytics/MigrateWarehouseStep',
      reason: 'The Data API reads the secret as the caller, and runs the migrations.',
      requests: [
        ...on(workgroup, 'redshift-data:BatchExecuteStatement', 'redshift-data:ExecuteStatement'),
        ...on('*', 'redshift-data:DescribeStatement', 'redshift-data:GetStatementResult'),
        ...on(secret, 'secretsmanager:GetSecretValue'),
      ],
    },
    {
      role: 'data/CreateDatabaseUsersStep',
      reason: "RDS's Data API reads the secret as the caller, and makes the users.",
      requests: [...on(cluster, 'rds-data:ExecuteStatement'), ...on(password, ...reading)],
    },
    {
      role: 'retention/RetentionRole',
      reason: "The audit asks the warehouse: the app's `warehouse.test.ts` shows the question.",
      requests: [
        ...on(workgroup, 'redshift-data:ExecuteStatement', 'redshift-serverless:GetCredentials'),
        ...on('*', 'redshift-data:DescribeStatement', 'redshift-data:GetStatementResult'),
      ],
    },
    ...['api/ApiRole', 'retention/RetentionRole'].map((name) => ({
      role: name,
      reason: 'One client of the warehouse serves all: batches are in every bundle.',
      requests: on(workgroup, 'redshift-data:BatchExecuteStatement'),
    })),
  ];
}

/** People, by the Data API and query editor v2. */
function analysing(stage: StageUnderTest): ExpectedGrant {
  return {
    role: 'analytics/AnalystsRole',
    reason: 'Analysts list what there is, and query it.',
    requests: [
      ...on(
        stage.arn('AWS::RedshiftServerless::Workgroup', 'analytics/Warehouse'),
        'redshift-data:BatchExecuteStatement',
        'redshift-data:DescribeTable',
        'redshift-data:ExecuteStatement',
        'redshift-data:ListDatabases',
        'redshift-data:ListSchemas',
        'redshift-data:ListTables',
        'redshift-serverless:GetCredentials',
        'redshift-serverless:GetWorkgroup',
      ),
      ...on(
        '*',
        'redshift-data:CancelStatement',
        'redshift-data:DescribeStatement',
        'redshift-data:GetStatementResult',
        'redshift-data:ListStatements',
      ),
    ],
  };
}

/** What services of AWS do as roles of ours, by their documentation. */
function services(stage: StageUnderTest): readonly ExpectedGrant[] {
  const staged = stage.arn('AWS::S3::Bucket', 'analytics/StagedData');
  const key = stage.arn('AWS::KMS::Key', 'data/Key');
  const { deployment: of } = stage;
  const reading = [
    ...on(`${staged}/batch/1.json.gz`, 's3:GetObject'),
    ...on(staged, 's3:ListBucket'),
    ...on(key, 'kms:Decrypt'),
  ];
  const schedules = resourcesOf(of.templates, 'AWS::Scheduler::Schedule').map(
    ({ stack, Properties: p }) => {
      const { Arn, RoleArn } = p['Target'] as { Arn: unknown; RoleArn: unknown };
      const roles = resourcesOf(of.templates, 'AWS::IAM::Role');
      const arn = resolved(RoleArn, stack, of);
      const role = roles.find((one) => one.stack === stack && arnOf(one, of) === arn);
      return {
        role: role?.place ?? '?',
        reason: 'The scheduler invokes the function.',
        requests: on(String(resolved(Arn, stack, of)), 'lambda:InvokeFunction'),
      };
    },
  );
  const flowLogs = resourcesOf(of.templates, 'AWS::Logs::LogGroup').find(({ id }) =>
    id.startsWith('FlowLogs'),
  );
  return [
    { role: 'analytics/WarehouseLoader', reason: 'COPY gets and lists.', requests: reading },
    ...schedules,
    {
      role: 'network/VpcTrafficIAMRole',
      reason: 'The network writes what it has rejected.',
      requests:
        flowLogs === undefined
          ? []
          : [
              ...on(
                arnOf(flowLogs, of).replace(/\*$/, 'log-stream:1'),
                'logs:CreateLogStream',
                'logs:PutLogEvents',
                'logs:DescribeLogStreams',
              ),
            ],
    },
  ];
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html */
function replication(stage: StageUnderTest): readonly ExpectedGrant[] {
  if (!('replica' in stage.deployment.templates)) return [];
  const key = stage.arn('AWS::KMS::Key', 'data/Key');
  const keyOfCopies = stage.arn('AWS::KMS::Key', 'replica/Key');
  const purging = (bucket: string): readonly IamRequest[] => {
    const copies = stage.arn('AWS::S3::Bucket', `replica/Replica${bucket}`);
    return [
      ...on(copies, 's3:GetBucketVersioning', 's3:ListBucketVersions'),
      ...on(`${copies}/a.jpg`, 's3:DeleteObject', 's3:DeleteObjectVersion'),
    ];
  };
  const purge = {
    role: 'retention/CopiesRole',
    reason: "Tests show it of the originals: the thumbnails' copies are purged by the same code.",
    requests: [
      ...on(stage.arn('AWS::S3::Bucket', 'data/Thumbnails'), 's3:ListBucketVersions'),
      ...purging('thumbnails'),
    ],
  };
  const copying = (['originals', 'thumbnails'] as const).map((bucket) => {
    const id = bucket === 'originals' ? 'Originals' : 'Thumbnails';
    const source = stage.arn('AWS::S3::Bucket', `data/${id}`);
    const copies = stage.arn('AWS::S3::Bucket', `replica/Replica${bucket}`);
    return {
      role: `data/Replicate${bucket}Role`,
      reason: 'S3 copies every version, its tags and its deletion marks.',
      requests: [
        ...on(source, 's3:GetReplicationConfiguration', 's3:ListBucket'),
        ...on(
          `${source}/quarantine/a.jpg`,
          's3:GetObjectVersionForReplication',
          's3:GetObjectVersionAcl',
          's3:GetObjectVersionTagging',
        ),
        ...on(
          `${copies}/quarantine/a.jpg`,
          's3:ReplicateObject',
          's3:ReplicateDelete',
          's3:ReplicateTags',
        ),
        ...on(key, 'kms:Decrypt'),
        ...on(keyOfCopies, 'kms:Encrypt', 'kms:GenerateDataKey'),
      ],
    };
  });
  return [purge, ...copying];
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk-permissions.html */
function kafka(stage: StageUnderTest): readonly ExpectedGrant[] {
  const ingest = stage.functions.find(({ name }) => name === 'ingest');
  if (ingest === undefined) return [];
  const [source] = eventSourcesOf(ingest.lambda, stage.deployment.templates);
  const cluster = String(source?.Properties['EventSourceArn']);
  const [topic] = (source?.Properties['Topics'] ?? []) as readonly string[];
  const { ConsumerGroupId: group } = source?.Properties['AmazonManagedKafkaEventSourceConfig'] as {
    ConsumerGroupId: string;
  };
  const below = (type: string, name: string | undefined) =>
    `${cluster.replace(':cluster/', `:${type}/`)}/${name}`;
  return [
    {
      role: ingest.role.place,
      reason: "Lambda's pollers find the cluster, and read the topic, as the function's role.",
      requests: [
        ...on(
          cluster,
          'kafka:DescribeCluster',
          'kafka:DescribeClusterV2',
          'kafka-cluster:Connect',
          'kafka-cluster:DescribeClusterDynamicConfiguration',
        ),
        ...on(below('topic', topic), 'kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'),
        ...on(below('group', group), 'kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'),
      ],
    },
  ];
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html */
function largeImages(stage: StageUnderTest): readonly ExpectedGrant[] {
  const { deployment: of } = stage;
  const [job] = resourcesOf(of.templates, 'AWS::Batch::JobDefinition');
  const [jobs] = resourcesOf(of.templates, 'AWS::Batch::JobQueue');
  const [logs] = resourcesOf(of.templates, 'AWS::Logs::LogGroup').filter(({ id }) =>
    id.startsWith('LargeImages'),
  );
  if (job === undefined || jobs === undefined || logs === undefined) return [];
  const queue = stage.queue('large-images');
  const user = stage.functions.find(({ name }) => name === 'thumbnailer');
  return [
    {
      role: 'processing/LargeImagesPipeRole',
      reason: 'The pipe takes messages off its queue, and submits a job for each.',
      requests: [
        ...on(queue, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'),
        ...on(arnOf(jobs, of), 'batch:SubmitJob'),
        ...on(arnOf(job, of), 'batch:SubmitJob'),
      ],
    },
    {
      role: 'processing/LargeImagesContainerExecutionRole',
      reason: 'Fargate writes the log of a job as this role.',
      requests: on(
        arnOf(logs, of).replace(/\*$/, 'log-stream:1'),
        'logs:CreateLogStream',
        'logs:PutLogEvents',
      ),
    },
    ...(user === undefined
      ? []
      : [{ ...signingIn(user, stage), role: 'processing/LargeImagesJobRole' }]),
  ];
}
