import { expect, test } from 'vitest';
import { RECORD_LIMITS } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, KEY, processedImage } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

describeOnEachEngine('The result of a script', (engine) => {
  const context = useMetadata(engine);

  test.each([
    ['{"faces":2,"names":["Zoë \\u0000","日本"]}'],
    ['null'],
    [JSON.stringify('x'.repeat(RECORD_LIMITS.maxScriptResultBytes - 2))],
  ])('is stored with the row exactly', async (scriptResult) => {
    const script = { scriptStatus: 'done' as const, scriptDetail: null, scriptResult };
    await context.metadata.recordProcessed(processedImage(script));
    expect(await context.metadata.findImageByKey(BUCKET, KEY)).toMatchObject(script);
  });

  test('is stored when it failed, with the status and the reason', async () => {
    const script = { scriptStatus: 'timed-out' as const, scriptDetail: 'Expected less' };
    await context.metadata.recordProcessed(processedImage(script));
    const image = await context.metadata.findImageByKey(BUCKET, KEY);
    expect(image).toMatchObject({ ...script, scriptResult: null });
  });

  test.each([
    ['{', 'Expected JSON for scriptResult but received "{"'],
    ['x'.repeat(4), 'Expected JSON'],
    [JSON.stringify('x'.repeat(RECORD_LIMITS.maxScriptResultBytes)), 'at most 32768 bytes of JSON'],
  ])('is rejected unless it is JSON within the limit: %#', async (scriptResult, message) => {
    const record = context.metadata.recordProcessed(processedImage({ scriptResult }));
    await expect(record).rejects.toThrow(message);
  });
});
