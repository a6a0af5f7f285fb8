import { expect, test } from 'vitest';
import { imageIdOf } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, KEY, processedImage, removedImage, sequencer } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const SHA256 = 'cd'.repeat(32);

describeOnEachEngine('The analysis of an image with the same bytes', (engine) => {
  const context = useMetadata(engine);

  test('is the newest complete one, with its labels and alt text', async () => {
    const { metadata } = context;
    const at = (minute: number) => `2026-11-21T10:0${minute}:00.000Z`;
    const label = (name: string) => [{ name, confidence: 9, parents: [], modelVersion: '3.0' }];
    const images = [
      { key: 'old', processedAt: at(1), labels: label('Old') },
      { key: 'new', processedAt: at(3), labels: label('New'), analysisStatus: 'reused' as const },
      { key: 'failed', processedAt: at(4), labels: [], analysisStatus: 'failed' as const },
      { key: 'other', processedAt: at(5), labels: label('Other'), sha256: 'ef'.repeat(32) },
    ];
    for (const image of images) {
      await metadata.recordProcessed(processedImage({ sha256: SHA256, ...image }));
    }
    expect(await metadata.findAnalysedBySha256(SHA256)).toEqual(
      await metadata.findImageByKey(BUCKET, 'new'),
    );
  });

  test('is null when there is none, or when its image was removed', async () => {
    const { metadata } = context;
    expect(await metadata.findAnalysedBySha256(SHA256)).toBe(null);
    await metadata.recordProcessed(processedImage({ sha256: SHA256 }));
    await metadata.recordRemoved(removedImage({ sequencer: sequencer(2) }));
    expect(await metadata.findAnalysedBySha256(SHA256)).toBe(null);
  });

  test('each paid call is in the ledger, including failed and repeated ones', async () => {
    const { metadata } = context;
    const call = {
      imageId: imageIdOf(BUCKET, KEY),
      operation: 'DetectLabels',
      modelVersion: '3.0',
      calledAt: '2026-11-21T10:00:00.000Z',
      outcome: 'done',
      requestUnits: 1,
    };
    await metadata.recordAnalysisCall(call);
    await metadata.recordAnalysisCall(call);
    await metadata.recordAnalysisCall({
      ...call,
      modelVersion: null,
      outcome: 'ThrottlingException',
    });
    const rows = await metadata.db
      .selectFrom('analysisCall')
      .selectAll()
      .orderBy('callId')
      .execute();
    expect(rows).toMatchObject([
      { imageId: call.imageId, calledAt: '2026-11-21 10:00:00.000000', outcome: 'done' },
      { operation: 'DetectLabels', modelVersion: '3.0', requestUnits: 1 },
      { modelVersion: null, outcome: 'ThrottlingException' },
    ]);
  });

  test('a call without an operation is rejected', async () => {
    const call = context.metadata.recordAnalysisCall({ imageId: '0'.repeat(32) } as never);
    await expect(call).rejects.toThrow('Expected type string for operation but received undefined');
  });
});
