import type { ModerationPolicy } from '@miniatura/moderation';
import { DEFAULT_RETENTION_DAYS } from '@miniatura/config';
import type { Config, ImageLimits } from '@miniatura/thumbnailer/config';
import { LARGE_IMAGES } from '@miniatura/thumbnailer/resources';

export const STAGE_NAMES = ['dev', 'prod'] as const;
export type StageName = (typeof STAGE_NAMES)[number];

interface KafkaTopic {
  readonly topic: string;
  /** Buckets of the same account that records may point into. */
  readonly pointerBuckets?: readonly string[];
}

/** A topic of Amazon MSK, read as the function's role, or of brokers that are reached by SASL. */
export type KafkaSettings = KafkaTopic &
  (
    | { readonly clusterArn: string }
    | { readonly bootstrapServers: readonly string[]; readonly secretArn: string }
  );

/** A module that is run on every picture, and everything that it imports. */
export interface ProcessingScript {
  /** From the workspace's folder on; all of it is brought to Lambda. */
  readonly folder: string;
  /** Within the folder, such as `index.mjs`. */
  readonly module: string;
}

/** What differs between one stage and another. */
export interface StageSettings {
  readonly region: string;
  /**
   * Part of the fixed names of resources that outlive their stack. Raise it by one to deploy a destroyed
   * stage again beside the resources that it left.
   */
  readonly generation: number;
  /**
   * The ids of three zones, such as `use1-az1`. By default the first three zones of the account, one of
   * which may lack a service.
   */
  readonly zoneIds?: readonly string[];
  /** How long pictures, and everything that tells of them, are kept. */
  readonly retentionDays: number;
  /** In how many of the three zones the interface endpoints stand; each costs about $7.3 a month. */
  readonly endpointZoneCount: 1 | 3;
  /** In Aurora capacity units of 2 GiB. */
  readonly databaseMaxCapacity: number;
  /** Whether an instance in a second zone takes over where the first one fails; it doubles the price. */
  readonly hasDatabaseReader?: boolean;
  /** In Redshift processing units, paid by the second of use. */
  readonly warehouseMaxCapacity: number;
  /** Invocations at a time for pictures that somebody uploads; SQS takes 2 and more. */
  readonly thumbnailerMaxConcurrency: number;
  /** The same for those of imports and backfills, which share the account's concurrency. */
  readonly bulkMaxConcurrency: number;
  readonly etlEveryMinutes: number;
  /** Whether the ETL repairs differences after a restore at once; otherwise it only reports them. */
  readonly repairsWarehouse?: boolean;
  /**
   * Security groups whose members may connect to the warehouse: that of a QuickSight VPC connection,
   * or of a bastion. Without them the Data API is the only way.
   */
  readonly warehouseClients?: readonly string[];
  readonly monthlyBudgetUsd: number;
  readonly isDeletionProtected: boolean;
  /**
   * Whether a new version of a function first takes a tenth of the calls for five minutes, and is rolled
   * back where it fails. Each stack with functions then takes five minutes longer to deploy.
   */
  readonly hasGradualReleases?: boolean;
  /** Whether a firewall stands before the page, for about $10 a month. */
  readonly hasFirewall?: boolean;
  /** Where pictures come from besides. */
  readonly kafka?: KafkaSettings;
  /**
   * The model or inference profile on Bedrock that writes alt texts, such as
   * `us.amazon.nova-lite-v1:0`; without one they are made of the labels.
   */
  readonly altTextModelId?: string;
  readonly processingScript?: ProcessingScript;
  /** How large images may be; the thumbnailer gets the memory that it needs for them. */
  readonly imageLimits?: ImageLimits;
  /** Types of images that are rejected, such as `image/svg+xml`. */
  readonly excludedTypes?: Config['excludedTypes'];
  /**
   * Whether images beyond these limits, and up to those of `LARGE_IMAGES`, are processed by jobs of AWS
   * Batch on Fargate; they are rejected otherwise. It needs Docker where the stage is deployed.
   */
  readonly hasLargeImages?: boolean;
  /**
   * Whether changes are written to a data lake too, which Athena queries and Lake Formation governs. Make
   * the CDK's role an administrator of Lake Formation first: see docs/deploy.md.
   */
  readonly hasDataLake?: boolean;
  /** What is flagged and what is held back; without it, `DEFAULT_MODERATION_POLICY`. */
  readonly moderationPolicy?: Pick<ModerationPolicy, 'rules'>;
  /**
   * Where copies of the pictures, the thumbnails and the databases' backups are kept too, such as
   * `us-west-2`.
   */
  readonly replicaRegion?: string;
}

/** The most bytes of an image that a stage takes, where it differs from the default. */
export const maxBytesOf = ({ imageLimits, hasLargeImages }: StageSettings): number | undefined =>
  hasLargeImages === true ? LARGE_IMAGES.limits.maxBytes : imageLimits?.maxBytes;

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
    // Each run wakes the database for some minutes.
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
