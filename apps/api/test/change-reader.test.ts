import { expect, test } from 'vitest';
import { createChangeReader, positionAt } from '../src/events/change-reader.ts';

interface Change {
  readonly imageId: string;
  readonly status: 'processed';
  readonly rowVersion: number;
}
function change(imageId: string, rowVersion: number): Change {
  return {
    imageId,
    status: 'processed',
    rowVersion,
  };
}

/** Reads from committed changes, as the database does. */
function readerOf(committed: Change[], start: number) {
  return createChangeReader(
    async (after) =>
      committed
        .filter(({ rowVersion }) => rowVersion > after)
        .toSorted((one, other) => one.rowVersion - other.rowVersion),
    start,
  );
}

test('a change that is committed after a newer one is read, and no change twice', async () => {
  const committed = [change('b', 10_500)];
  const read = readerOf(committed, positionAt(10_000));
  expect((await read(10_600)).changes).toEqual([change('b', 10_500)]);
  committed.push(change('a', 10_400));
  expect((await read(11_000)).changes).toEqual([change('a', 10_400)]);
  expect((await read(12_000)).changes).toEqual([]);
  committed.push(change('b', 12_500));
  expect((await read(13_000)).changes).toEqual([change('b', 12_500)]);
});

test('a reader that resumes misses nothing that was committed late', async () => {
  const committed = [change('b', 10_500)];
  const { position } = await readerOf(committed, positionAt(10_000))(10_600);
  committed.push(change('a', 10_400));
  const resumed = await readerOf(committed, position)(60_000);
  expect(resumed.changes).toEqual([change('a', 10_400), change('b', 10_500)]);
  expect(resumed.position).toBe(10_500);
  expect((await readerOf(committed, resumed.position)(60_500)).changes).toEqual([]);
});
