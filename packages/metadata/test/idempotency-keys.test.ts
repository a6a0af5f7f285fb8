import { expect, test } from 'vitest';
import { idempotencyKeysOf, purgesOf } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { useMetadata } from './use-metadata.ts';

const FIRST = Date.parse('2026-11-21T10:00:00.000Z');
const REQUEST = { keyHash: 'a'.repeat(64), requestHash: 'b'.repeat(64) };
const at = (seconds: number) => ({ ...REQUEST, now: new Date(FIRST + seconds * 1000) });

describeOnEachEngine('An idempotency key', (engine) => {
  const context = useMetadata(engine);

  test('is claimed once by concurrent requests, and repeated when it was answered', async () => {
    const other = await context.another();
    const all = [context.metadata.db, other.db].map(idempotencyKeysOf);
    const claims = await Promise.all([...all, ...all].map((keys) => keys.claim(at(0))));
    expect(claims.map(({ kind }) => kind).toSorted()).toEqual([
      ...['claimed', 'running', 'running', 'running'],
    ]);
    const [keys] = all as [(typeof all)[0]];
    await keys.complete(REQUEST.keyHash, new Date(FIRST));
    expect(await keys.claim(at(60))).toEqual({ kind: 'repeated', firstAt: new Date(FIRST) });
    const another = { ...at(60), requestHash: 'c'.repeat(64) };
    expect(await keys.claim(another)).toEqual({ kind: 'mismatch' });
  });

  test('is claimed again after its process was killed, or has given it up', async () => {
    const keys = idempotencyKeysOf(context.metadata.db);
    await keys.claim(at(0));
    expect(await keys.claim(at(29))).toEqual({ kind: 'running' });
    const second = await keys.claim(at(31));
    expect(second).toEqual({ kind: 'claimed', firstAt: new Date(FIRST), lockedUntil: at(61).now });
    expect(await keys.claim(at(32))).toEqual({ kind: 'running' });
    await keys.release(REQUEST.keyHash, { lockedUntil: at(61).now });
    expect(await keys.claim(at(33))).toMatchObject({ kind: 'claimed', firstAt: new Date(FIRST) });
  });

  test('that another request has claimed meanwhile is not given up by the first one', async () => {
    const keys = idempotencyKeysOf(context.metadata.db);
    const first = await keys.claim(at(0));
    if (first.kind !== 'claimed') throw new Error(`Expected a claim but received ${first.kind}`);
    await keys.claim(at(31));
    await keys.release(REQUEST.keyHash, first);
    expect(await keys.claim(at(32))).toEqual({ kind: 'running' });
  });

  test('is forgotten after a day', async () => {
    const keys = idempotencyKeysOf(context.metadata.db);
    await keys.claim(at(0));
    await keys.complete(REQUEST.keyHash, at(1).now);
    const day = 24 * 3600;
    expect(await keys.claim(at(day))).toMatchObject({ kind: 'claimed', firstAt: at(day).now });
    await purgesOf(context.metadata.db).forgetIdempotencyKeys(at(2 * day).now);
    const rows = await context.metadata.db.selectFrom('idempotencyKey').selectAll().execute();
    expect(rows).toEqual([]);
  });
});
