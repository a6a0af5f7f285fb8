import type { RecordedCall } from '@miniatura/test-support/recorded-call';
import { type Placed, resourcesOf, type Templates } from '../../src/diagram/template-references.ts';
import type { StageSettings } from '../../src/stages.ts';
import { roleOf } from '../checks/policy-statements.ts';
import { ownFunctions, shortName } from '../templates.ts';
import type { NamedResources } from './iam-request.ts';
import { ACCOUNT, arnOf, type Deployment, resourceAt } from './physical-names.ts';

/** A function of a stage, and as whom it acts. */
export interface FunctionRole {
  readonly name: string;
  readonly lambda: Placed;
  readonly role: Placed;
}

/** A stage's templates as a deployment, and what the names in tests are there. */
export class StageUnderTest {
  readonly deployment: Deployment;
  readonly functions: readonly FunctionRole[];
  readonly name: string;
  readonly #settings: StageSettings;
  readonly #jobs: readonly Placed[];
  readonly #known = new Map<string, Placed>();

  constructor(name: string, settings: StageSettings, templates: Templates) {
    const { region, replicaRegion } = settings;
    this.name = name;
    this.#settings = settings;
    this.deployment = {
      templates,
      region,
      regionOf: replicaRegion === undefined ? {} : { replica: replicaRegion },
    };
    this.functions = ownFunctions(templates).map((lambda) => {
      const role = roleOf(lambda, templates);
      if (role === undefined) throw new Error(`Expected a role of ${lambda.place}.`);
      return { name: shortName(lambda), lambda, role };
    });
    this.#jobs = resourcesOf(templates, 'AWS::IAM::Role').filter(({ place }) =>
      place.startsWith('processing/LargeImagesJobRole'),
    );
  }

  get generation(): number {
    return this.#settings.generation;
  }

  /** As whom an app's calls are made: its function, and what else runs its code. */
  callersOf({ app, service }: RecordedCall): readonly FunctionRole[] {
    const own = this.functions.filter(({ name }) => name === app);
    // The job has no queue: Batch gives it its message.
    if (app !== 'thumbnailer' || service === 'SQS') return own;
    return [...own, ...own.flatMap((one) => this.#jobs.map((role) => ({ ...one, role })))];
  }

  /** Whether the stage has what the call is for. */
  has({ app, service, operation, input }: RecordedCall): boolean {
    const isThere = this.functions.some(({ name }) => name === app);
    if (service === 'BedrockRuntime') return isThere && this.#settings.altTextModelId !== undefined;
    const isOfLake = LAKE_BUCKETS.includes(input['Bucket'] ?? '');
    if (isOfLake) return isThere && this.#settings.hasDataLake === true;
    const isDeferral = app === 'thumbnailer' && operation === 'SendMessage';
    return isThere && (!isDeferral || this.#settings.hasLargeImages === true);
  }

  /** What the names that a call uses are in this stage. */
  namesFor({ region }: Pick<RecordedCall, 'region'>): NamedResources {
    return {
      bucket: (name) => this.#bucket(name, region),
      queue: (url) => this.queue(url.split('/').at(-1) ?? ''),
      keyOf: () => this.arn('AWS::KMS::Key', 'data/Key'),
      workgroup: () => this.arn('AWS::RedshiftServerless::Workgroup', 'analytics/Warehouse'),
      models: () => this.#models(),
      invoked: () => this.arn('AWS::Lambda::Alias', 'api/WebhooksDeliveries'),
    };
  }

  arn(type: string, place: string): string {
    return arnOf(this.#find(type, place), this.deployment);
  }

  /** The ARN of the queue that tests call so. */
  queue(name: string): string {
    const suffix = { parked: 'parking', bulk: 'thumbnailer-bulk' }[name] ?? name;
    return `arn:aws:sqs:${this.deployment.region}:${ACCOUNT}:miniatura-${this.name}-${suffix}`;
  }

  /** By which endpoint a function in the network calls a service; the others call it over the internet. */
  endpointFor({ lambda }: FunctionRole, action: string): Placed | undefined {
    const id = ENDPOINTS[action.split(':')[0] ?? ''];
    if (lambda.Properties['VpcConfig'] === undefined || id === undefined) return undefined;
    return this.#find('AWS::EC2::VPCEndpoint', `network/Vpc${id}`);
  }

  /** Every call names some of the same resources, and a search reads all templates. */
  #find(type: string, place: string): Placed {
    const key = `${type} ${place}`;
    const resource = this.#known.get(key) ?? resourceAt(type, place, this.deployment);
    this.#known.set(key, resource);
    return resource;
  }

  #bucket(name: string, region: string): string {
    if (region !== this.deployment.region) {
      return this.arn('AWS::S3::Bucket', `replica/Replica${name}`);
    }
    if (name === 'camera-uploads') return `arn:aws:s3:::${this.#pointerBucket()}`;
    const place = BUCKETS[name];
    if (place === undefined) throw new Error(`Expected a known bucket but received ${name}.`);
    return this.arn('AWS::S3::Bucket', place);
  }

  #pointerBucket(): string {
    const [bucket] = this.#settings.kafka?.pointerBuckets ?? [];
    if (bucket === undefined) throw new Error('Expected a stage with a bucket for pointers.');
    return bucket;
  }

  /** An inference profile hands the question to the model in one of its regions. */
  #models(): readonly string[] {
    const { altTextModelId: id = '', region } = this.#settings;
    const profile = `arn:aws:bedrock:${region}:${ACCOUNT}:inference-profile/${id}`;
    return [profile, `arn:aws:bedrock:us-east-2::foundation-model/${id.replace(/^us\./, '')}`];
  }
}

/** What tests call a bucket, and where it is. */
const BUCKETS: Readonly<Record<string, string>> = {
  originals: 'data/Originals',
  thumbnails: 'data/Thumbnails',
  staging: 'analytics/StagedData',
  'staging-bucket': 'analytics/StagedData',
  lake: 'analytics/Lake',
  'lake-bucket': 'analytics/Lake',
};
const LAKE_BUCKETS = ['lake', 'lake-bucket'];

/** The endpoints, by the service whose calls they pass. S3 asks KMS by itself. */
const ENDPOINTS: Readonly<Record<string, string>> = {
  s3: 'S3',
  sqs: 'Sqs',
  rekognition: 'Rekognition',
  'redshift-data': 'RedshiftData',
  bedrock: 'Bedrock',
};
