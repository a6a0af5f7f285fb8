import { DEFAULT_RETENTION_DAYS } from '@miniatura/config';
import type { ModerationPolicy } from '@miniatura/moderation';
import type { Config, ImageLimits } from '@miniatura/thumbnailer/config';
import { LARGE_IMAGES } from '@miniatura/thumbnailer/resources';

export const STAGE_NAMES = ['dev', 'prod'] as const;
export type StageName = (typeof STAGE_NAMES)[number];

interface KafkaTopic {
  readonly topic: string;
  /** Buckets of the same account to which records may refer. */
  readonly pointerBuckets?: readonly string[];
}

/** A topic of Amazon MSK, read with the function's role, or of brokers with SASL. */
export type KafkaSettings = KafkaTopic &
  (
    | { readonly clusterArn: string }
    | { readonly bootstrapServers: readonly string[]; readonly secretArn: string }
  );

/** A module that processes every image, with the files that it imports. */
export interface ProcessingScript {
  /** Path of the folder within the workspace; all its files are deployed to Lambda. */
  readonly folder: string;
  /** Path of the module within the folder, such as `index.mjs`. */
  readonly module: string;
}

/** Who uses the dashboard in QuickSight: ARNs of users and groups. */
export interface QuickSightSettings {
  /** They see the dashboard. */
  readonly readers: readonly string[];
  /** They also edit the analysis, and make other analyses of its data sets. */
  readonly authors: readonly string[];
}

/** The settings of a stage. */
export interface StageSettings {
  readonly region: string;
  /**
   * Part of the fixed names of resources that outlive their stack. Increment it to deploy a
   * destroyed stage again beside the resources that remain.
   */
  readonly generation: number;
  /**
   * Ids of three zones, such as `use1-az1`. By default the first three zones of the account, one of
   * which may lack a service.
   */
  readonly zoneIds?: readonly string[];
  /** Number of days for which images, and all data about them, are kept. */
  readonly retentionDays: number;
  /**
   * Number of the three zones with interface endpoints; each endpoint costs about $7.3 a month per
   * zone.
   */
  readonly endpointZoneCount: 1 | 3;
  /** Maximum capacity in Aurora capacity units of 2 GiB. */
  readonly databaseMaxCapacity: number;
  /**
   * If true, an instance in a second zone takes over when the first one fails; it doubles the
   * price.
   */
  readonly hasDatabaseReader?: boolean;
  /** Maximum capacity in Redshift processing units, which are billed per second of use. */
  readonly warehouseMaxCapacity: number;
  /** Maximum concurrency for images that users upload; SQS allows no less than 2. */
  readonly thumbnailerMaxConcurrency: number;
  /** Maximum concurrency for imports and backfills, which share the account's concurrency. */
  readonly bulkMaxConcurrency: number;
  readonly etlEveryMinutes: number;
  /**
   * If true, the ETL repairs differences after a restore immediately; otherwise it only reports
   * them.
   */
  readonly repairsWarehouse?: boolean;
  /**
   * Ids of security groups whose members may connect to the warehouse: that of a QuickSight VPC
   * connection, or of a bastion. Without them, only the Data API provides access.
   */
  readonly warehouseClients?: readonly string[];
  readonly monthlyBudgetUsd: number;
  readonly isDeletionProtected: boolean;
  /**
   * If true, a new version of a function first gets a tenth of the calls for five minutes, and is
   * rolled back if it fails. Each stack with functions then takes five minutes longer to deploy.
   */
  readonly hasGradualReleases?: boolean;
  /** If true, a web application firewall protects the page, for about $10 a month. */
  readonly hasFirewall?: boolean;
  /** A Kafka topic from which images are read in addition. */
  readonly kafka?: KafkaSettings;
  /**
   * The model or inference profile on Bedrock that writes alt texts, such as
   * `us.amazon.nova-lite-v1:0`. Without one, alt texts are made from labels.
   */
  readonly altTextModelId?: string;
  readonly processingScript?: ProcessingScript;
  /** Limits on images; they determine the memory of the thumbnailer. */
  readonly imageLimits?: ImageLimits;
  /** Types of images that are rejected, such as `image/svg+xml`. */
  readonly excludedTypes?: Config['excludedTypes'];
  /**
   * If true, images beyond these limits, up to those of `LARGE_IMAGES`, are processed by jobs of
   * AWS Batch on Fargate; otherwise they are rejected. It requires Docker for the deployment.
   */
  readonly hasLargeImages?: boolean;
  /**
   * If true, changes are also written to a data lake, which Athena queries and Lake Formation
   * governs. The CDK's role must be an administrator of Lake Formation first: see docs/deploy.md.
   */
  readonly hasDataLake?: boolean;
  /**
   * The page's dashboard in QuickSight too. QuickSight must have been set up in the account: see
   * docs/deploy.md.
   */
  readonly quickSight?: QuickSightSettings;
  /** Rules for flagging and quarantining images; by default `DEFAULT_MODERATION_POLICY`. */
  readonly moderationPolicy?: Pick<ModerationPolicy, 'rules'>;
  /**
   * Minutes between invocations that send webhooks; without it, the API has no webhooks. Each
   * invocation reads the database, which can pause only after five minutes without a connection.
   */
  readonly webhooksEveryMinutes?: number;
  /** Region with copies of originals, thumbnails and database backups, such as `us-west-2`. */
  readonly replicaRegion?: string;
}

/** Returns the size limit of an image in bytes, if it differs from the default. */
export function maxBytesOf({ imageLimits, hasLargeImages }: StageSettings): number | undefined {
  return hasLargeImages === true ? LARGE_IMAGES.limits.maxBytes : imageLimits?.maxBytes;
}

export const STAGES: Readonly<Record<StageName, StageSettings>> = {
  dev: {
    region: 'us-east-1',
    generation: 1,
    zoneIds: ['use1-az1', 'use1-az2', 'use1-az4'],
    retentionDays: DEFAULT_RETENTION_DAYS,
    endpointZoneCount: 1,
    databaseMaxCapacity: 2,
    warehouseMaxCapacity: 8,
    thumbnailerMaxConcurrency: 5,
    bulkMaxConcurrency: 2,
    // Each run resumes the database for some minutes.
    etlEveryMinutes: 6 * 60,
    monthlyBudgetUsd: 100,
    isDeletionProtected: false,
  },
  prod: {
    region: 'us-east-1',
    generation: 1,
    zoneIds: ['use1-az1', 'use1-az2', 'use1-az4'],
    retentionDays: DEFAULT_RETENTION_DAYS,
    endpointZoneCount: 3,
    databaseMaxCapacity: 16,
    hasDatabaseReader: true,
    warehouseMaxCapacity: 32,
    thumbnailerMaxConcurrency: 50,
    bulkMaxConcurrency: 20,
    etlEveryMinutes: 60,
    monthlyBudgetUsd: 500,
    isDeletionProtected: true,
    hasGradualReleases: true,
  },
};
