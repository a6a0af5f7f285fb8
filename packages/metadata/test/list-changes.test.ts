import { expect, test } from 'vitest';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { processedImage } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

describeOnEachEngine('A list of changes', (engine) => {
  const context = useMetadata(engine);

  test('does not end between changes of the same version', async () => {
    const { metadata } = context;
    const versions = { a: 1000, b: 2000, c: 2000, d: 2000, e: 3000 };
    for (const [key, rowVersion] of Object.entries(versions)) {
      await metadata.recordProcessed(processedImage({ key, uploadedBy: 'ada' }));
      await metadata.db
        .updateTable('image')
        .set({ rowVersion })
        .where('objectKey', '=', key)
        .execute();
    }
    const listed = async (afterVersion: number, limit: number) => {
      const changes = await metadata.listChanges({ uploadedBy: 'ada', afterVersion, limit });
      return changes.map(({ rowVersion }) => rowVersion);
    };
    expect(await listed(0, 1)).toEqual([1000]);
    expect(await listed(0, 2)).toEqual([1000, 2000, 2000, 2000]);
    expect(await listed(1000, 1)).toEqual([2000, 2000, 2000]);
    expect(await listed(2000, 2)).toEqual([3000]);
    expect(await listed(3000, 2)).toEqual([]);
  });
});
