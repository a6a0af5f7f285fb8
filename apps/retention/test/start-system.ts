import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { imageIdOf, type Metadata, openMetadata } from '@miniatura/metadata';
import type { TestEngine } from '@miniatura/metadata/test-support/test-engine';
import { AWS_ACCESS, UNREACHABLE } from '@miniatura/test-support/aws-access';
import { sequencer } from '@miniatura/test-support/sequencer';
import { startS3 } from '@miniatura/test-support/start-s3';
import { connect } from '../src/connect.ts';
import type { PurgeDependencies } from '../src/create-handler.ts';

export const ORIGINALS = 'originals';
export const THUMBNAILS = 'thumbnails';
export const STAGING = 'staging';
export const LAKE = 'lake';
const BUCKETS = [ORIGINALS, THUMBNAILS, STAGING, LAKE];

export const DAY_MS = 24 * 60 * 60 * 1000;
export const daysFromNow = (days: number) => new Date(Date.now() + days * DAY_MS);

export interface System {
  readonly s3: S3Client;
  readonly s3Endpoint: string;
  readonly databaseUrl: string;
  readonly metadata: Metadata;
  /** Retention as composed on AWS, with the clock this many days ahead. */
  retention(daysAhead: number, changes?: Partial<PurgeDependencies>): ReturnType<typeof connect>;
  put(bucket: string, key: string, body?: string): Promise<Date>;
  remove(key: string): Promise<void>;
  /** The keys of all versions in a bucket, including delete markers. */
  keysIn(bucket: string): Promise<string[]>;
}

/** Runs `use` with S3 and an empty database on this machine. */
export async function withSystem(
  engine: TestEngine,
  { isVersioned }: { readonly isVersioned: boolean },
  use: (system: System) => Promise<void>,
): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const database = await engine.migratedDatabase();
  resources.defer(() => database.dispose());
  const { endpoint: s3Endpoint, s3 } = await startS3(resources, {
    buckets: BUCKETS,
    versionedBuckets: isVersioned ? BUCKETS : [],
  });
  const metadata = await openMetadata({ url: database.url });
  resources.defer(() => metadata.close());
  const redshiftData = new RedshiftDataClient({ ...AWS_ACCESS, endpoint: UNREACHABLE });
  await use({
    ...systemOn({ s3, redshiftData, metadata }),
    metadata,
    s3Endpoint,
    databaseUrl: database.url,
  });
}

function systemOn(clients: Parameters<typeof connect>[0]) {
  const { s3 } = clients;
  return {
    s3,
    retention: (daysAhead: number, changes: Partial<PurgeDependencies> = {}) => ({
      ...connect(clients, CONFIG),
      now: () => daysFromNow(daysAhead),
      ...changes,
    }),
    async put(Bucket: string, Key: string, Body = Key) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      const { Versions = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket, Prefix: Key }),
      );
      const put = Versions.find((version) => version.Key === Key && version.IsLatest);
      return put?.LastModified ?? new Date(NaN);
    },
    async remove(Key: string) {
      await s3.send(new DeleteObjectCommand({ Bucket: ORIGINALS, Key }));
    },
    async keysIn(Bucket: string) {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket }),
      );
      return [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key).toSorted();
    },
  };
}

const CONFIG = {
  originalsBucket: ORIGINALS,
  thumbnailsBucket: THUMBNAILS,
  stagingBucket: STAGING,
  lakeBucket: LAKE,
  retentionDays: 7,
  redshiftWorkgroup: 'miniatura',
  redshiftDatabase: 'dev',
  redshiftSecretArn: undefined,
};

export const idOf = (key: string) => imageIdOf(ORIGINALS, key);

/** What the thumbnailer does for the n-th event of a key: stores the objects, then the row. */
export async function addImage(system: System, key: string, n = 1): Promise<void> {
  const uploadedAt = await system.put(ORIGINALS, key, `${key} ${n}`);
  const thumbnail = `${idOf(key)}/${sequencer(n)}/small.webp`;
  await system.put(THUMBNAILS, thumbnail);
  await recordImage(system.metadata, { key, n, uploadedAt, thumbnail });
}

export async function recordImage(
  metadata: Metadata,
  of: {
    readonly key: string;
    readonly n: number;
    readonly uploadedAt: Date;
    readonly thumbnail: string;
  },
) {
  const size = { mediaType: 'image/webp', width: 128, height: 64, byteCount: 7 };
  return metadata.recordProcessed({
    bucket: ORIGINALS,
    key: of.key,
    sequencer: sequencer(of.n),
    isCurrent: true,
    uploadedBy: 'ada@example.org',
    uploadedThrough: 'api',
    uploadedAt: of.uploadedAt.toISOString(),
    processedAt: new Date().toISOString(),
    expiresAt: new Date(of.uploadedAt.getTime() + 7 * DAY_MS).toISOString(),
    sha256: 'ab'.repeat(32),
    ...size,
    frameCount: 1,
    dominantColors: [],
    renditions: [{ ...size, name: 'small', key: of.thumbnail }],
    labels: [{ name: 'Cat', confidence: 99, parents: [], modelVersion: '3.0' }],
    moderationLabels: [],
    analysisStatus: 'done',
  });
}

/** What the thumbnailer does when an object is removed. */
export function recordRemoval({ metadata }: System, key: string, n = 9) {
  return metadata.recordRemoved({
    bucket: ORIGINALS,
    key,
    sequencer: sequencer(n),
    isCurrent: true,
    removedAt: new Date().toISOString(),
    expiresAt: daysFromNow(7).toISOString(),
  });
}

/** All data that may be personal: objects, and rows of tables. */
export async function remainsOf(system: System): Promise<readonly string[]> {
  const objects = await Promise.all(BUCKETS.map((bucket) => system.keysIn(bucket)));
  const { db } = system.metadata;
  const images = await db.selectFrom('image').select('objectKey').execute();
  const renditions = await db.selectFrom('rendition').select('objectKey').execute();
  const labels = await db.selectFrom('imageLabel').select('name').execute();
  const rows = [...images, ...renditions].map((row) => `row of ${row.objectKey}`);
  return [...objects.flat(), ...rows, ...labels.map(({ name }) => `label ${name}`)];
}

/** The last operation of each image in the outbox. */
export async function lastOperations({ metadata }: System): Promise<Record<string, string>> {
  const changes = await metadata.db
    .selectFrom('outbox')
    .select(['imageId', 'op'])
    .orderBy('seq')
    .execute();
  return Object.fromEntries(changes.map(({ imageId, op }) => [imageId, op]));
}
