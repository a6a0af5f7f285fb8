import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { imageIdOf } from '@miniatura/metadata';
import type { TestEngine } from '@miniatura/metadata/test-support/test-engine';
import {
  parseModerationPolicy,
  quarantineKey,
  reviewImage,
  s3Quarantine,
} from '@miniatura/moderation';
import { afterEach, expect } from 'vitest';
import { drawImage } from './draw-image.ts';
import {
  ORIGINALS,
  type RunningThumbnailer,
  startThumbnailer,
  THUMBNAILS,
} from './start-thumbnailer.ts';

const VIOLENCE = { Name: 'Violence', Confidence: 95, ParentName: '', TaxonomyLevel: 1 };
export const MILD = parseModerationPolicy('{"rules":[]}');
export const STRICT = parseModerationPolicy(
  '{"rules":[{"category":"Violence","minConfidence":0,"verdict":"quarantine"}]}',
);
export const KEY = 'fights/über + unter.jpg';
export const imageId = imageIdOf(ORIGINALS, KEY);
export const SUCCESS = { batchItemFailures: [] };

/** The thumbnailer of the current test. */
export let running: RunningThumbnailer;
afterEach(() => running.stop());

export interface Setting {
  readonly engine: TestEngine;
  readonly isVersioned: boolean;
}

export async function find() {
  return (await running.metadata.findImage(imageId)) ?? expect.fail('no image');
}
export function dependencies(clients: Pick<RunningThumbnailer, 's3' | 'metadata'> = running) {
  return {
    metadata: clients.metadata,
    quarantine: s3Quarantine(clients.s3),
    thumbnailsBucket: THUMBNAILS,
  };
}
export function review(
  decision: 'approve' | 'reject',
  clients?: Parameters<typeof dependencies>[0],
) {
  return reviewImage(
    { imageId, decision, reviewedBy: 'ann', reason: 'Seen.' },
    dependencies(clients),
  );
}

/** The keys of all versions in a bucket. */
export async function keysIn(bucket: string): Promise<string[]> {
  const { Versions = [] } = await running.s3.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  return [...new Set(Versions.map(({ Key = '' }) => Key))];
}

export async function bytesAt(key: string): Promise<Buffer> {
  const { Body } = await running.s3.send(new GetObjectCommand({ Bucket: ORIGINALS, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** Processes events until none is left. Each must succeed. */
export async function drain(): Promise<void> {
  // The event of a call is sent before the call returns.
  for (let quiet = 0; quiet < 20; quiet += 1) {
    const messages = running.messages.splice(0);
    if (messages.length > 0) {
      expect(await running.handle(messages)).toEqual(SUCCESS);
      quiet = 0;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export async function start(
  { engine, isVersioned }: Setting,
  moderationPolicy = STRICT,
): Promise<void> {
  running = await startThumbnailer({
    engine,
    isVersioned,
    moderationPolicy,
    moderationLabels: () => [VIOLENCE],
  });
}

export async function putImage(width = 640): Promise<Buffer> {
  const original = await drawImage({ width });
  await running.put(KEY, original, { 'uploaded-by': 'bob', 'uploaded-through': 'import' });
  return original;
}

/** Expects an image in quarantine: a row, one original in quarantine, and no other object. */
export async function expectHeld(): Promise<void> {
  const image = await find();
  expect(image).toMatchObject({
    status: 'quarantined',
    moderationVerdict: 'quarantine',
    renditions: [],
  });
  expect(await keysIn(ORIGINALS)).toEqual([quarantineKey(image)]);
  expect(await keysIn(THUMBNAILS)).toEqual([]);
}

/** Expects an image as if it had never been quarantined. */
export async function expectShown(original: Buffer): Promise<void> {
  const image = await find();
  expect(image.status).toBe('processed');
  expect(await keysIn(ORIGINALS)).toEqual([KEY]);
  expect((await bytesAt(KEY)).equals(original)).toBe(true);
  const thumbnails = image.renditions.map(({ key }) => key).toSorted();
  expect(thumbnails).toHaveLength(3);
  expect((await keysIn(THUMBNAILS)).toSorted()).toEqual(thumbnails);
}
