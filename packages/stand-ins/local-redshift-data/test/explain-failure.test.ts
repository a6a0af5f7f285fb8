import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { explainFailure } from '../src/explain-failure.ts';
import { cancelledByUser, TaskStop } from '../src/task-stop.ts';

const folder = tmpdir();
/** What SQLite throws when the store of statements cannot be written. */
const storeFull = new Error('database or disk is full');

test('a full disk that the store of statements met is explained', () => {
  const stop = new TaskStop(storeFull.message, { cause: storeFull });
  expect(explainFailure(folder, stop).message).toContain(`No space left on the disk of ${folder}`);
});

test('a stop that a person caused, and any other error, keep their words', () => {
  const stop = cancelledByUser();
  expect(explainFailure(folder, stop)).toBe(stop);
  expect(explainFailure(folder, new Error('relation "x" does not exist')).message).toBe(
    'relation "x" does not exist',
  );
});
