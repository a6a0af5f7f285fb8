import { expect, test } from 'vitest';
import { signingKeyOf } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { useMetadata } from './use-metadata.ts';

describeOnEachEngine('A signing key', (engine) => {
  const context = useMetadata(engine);

  test('is the same for all processes, also concurrent ones, and differs by name', async () => {
    const other = await context.another();
    const dbs = [context.metadata.db, other.db];
    const keys = await Promise.all([...dbs, ...dbs].map((db) => signingKeyOf(db, 'links')));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
    expect(await signingKeyOf(other.db, 'others')).not.toEqual(keys[0]);
  });
});
