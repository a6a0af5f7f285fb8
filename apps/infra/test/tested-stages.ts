import { STAGES, type StageSettings } from '../src/stages.ts';

/** The stages, and one that has everything that a stage may have. */
export const TESTED_STAGES = {
  ...STAGES,
  full: {
    ...STAGES.prod,
    replicaRegion: 'us-west-2',
    hasFirewall: true,
    hasLargeImages: true,
    hasDataLake: true,
    warehouseClients: ['sg-0123456789abcdef0'],
    quickSight: {
      readers: ['arn:aws:quicksight:us-east-1:123456789012:group/default/analysts'],
      authors: ['arn:aws:quicksight:us-east-1:123456789012:user/default/ann'],
    },
    webhooksEveryMinutes: 1,
    altTextModelId: 'us.amazon.nova-lite-v1:0',
    processingScript: {
      folder: 'apps/infra/test/processing-script',
      module: 'count-renditions.mjs',
    },
    excludedTypes: ['image/svg+xml'],
    imageLimits: { maxBytes: 100_000_000, maxPixels: 250_000_000, maxFrames: 2_000 },
    moderationPolicy: { rules: [{ category: '*', minConfidence: 90, verdict: 'quarantine' }] },
    kafka: {
      topic: 'pictures',
      clusterArn: 'arn:aws:kafka:us-east-1:123456789012:cluster/pictures/0a1b2c3d-1',
      pointerBuckets: ['images-of-partners'],
    },
  },
} as const satisfies Readonly<Record<string, StageSettings>>;
export type TestedStage = keyof typeof TESTED_STAGES;
export const TESTED_STAGE_NAMES = Object.keys(TESTED_STAGES) as readonly TestedStage[];
