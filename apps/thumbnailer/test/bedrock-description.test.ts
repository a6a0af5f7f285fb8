import { type Faults, LOCAL_MODEL_ID } from '@miniatura/local-bedrock';
import { RECORD_LIMITS } from '@miniatura/metadata';
import { expect, onTestFinished, test } from 'vitest';
import { drawImage } from './draw-image.ts';
import { ORIGINALS, startThumbnailer } from './start-thumbnailer.ts';

async function afterPutting(keys: readonly string[], bedrockFaults?: Faults) {
  const running = await startThumbnailer({
    altTextModelId: LOCAL_MODEL_ID,
    ...(bedrockFaults && { bedrockFaults }),
  });
  onTestFinished(() => running.stop());
  const original = await drawImage();
  for (const key of keys) {
    await running.put(key, original);
    const response = await running.handle(await running.takeMessages(1));
    expect(response).toEqual({ batchItemFailures: [] });
  }
  const image = await running.metadata.findImageByKey(ORIGINALS, keys.at(-1) ?? '');
  const calls = await running.metadata.db
    .selectFrom('analysisCall')
    .selectAll()
    .where('operation', '=', 'Converse')
    .execute();
  return { running, image, calls };
}

test("Alt text is a model's where one is configured, and the ledger has the call", async () => {
  const { image, calls } = await afterPutting(['cat.jpg']);
  expect(image).toMatchObject({
    altText: 'A landscape picture, mostly blue.',
    altTextSource: 'model',
    altTextModel: LOCAL_MODEL_ID,
  });
  expect(image?.altText?.length).toBeLessThan(RECORD_LIMITS.maxAltTextCharacters);
  expect(calls).toMatchObject([
    { imageId: image?.imageId, modelVersion: LOCAL_MODEL_ID, outcome: 'done' },
  ]);
  expect(calls[0]?.requestUnits).toBeGreaterThan(1000);
});

test('A duplicate takes over the alt text, and the model is not asked again', async () => {
  const { running, image } = await afterPutting(['cat.jpg', 'copy.jpg']);
  expect(running.bedrockCallCount()).toBe(1);
  expect(image).toMatchObject({ altTextSource: 'model', altTextModel: LOCAL_MODEL_ID });
});

test.each<[string, Faults, string | RegExp]>([
  ['throttles', () => ({ kind: 'error', code: 'ThrottlingException' }), 'ThrottlingException'],
  ['denies', () => ({ kind: 'error', code: 'AccessDeniedException' }), 'AccessDeniedException'],
  ['hangs up', () => ({ kind: 'drop' }), /Error$/],
])(
  'Alt text is made of the labels when the model %s, and the ledger says so',
  async (_, faults, outcome) => {
    const { image, calls } = await afterPutting(['cat.jpg'], faults);
    expect(image).toMatchObject({
      status: 'processed',
      altText: expect.stringMatching(/^[A-Z].* and /),
      altTextSource: 'labels',
      altTextModel: null,
    });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ outcome: expect.stringMatching(outcome), requestUnits: 0 });
  },
);
