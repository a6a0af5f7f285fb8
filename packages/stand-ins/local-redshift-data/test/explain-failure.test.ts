import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explainFailure } from '../src/explain-failure.ts';
import { explainOpening } from '../src/explain-opening.ts';
import { cancelledByUser, TaskStop } from '../src/task-stop.ts';

const folder = tmpdir();
/** What SQLite throws when the store of statements cannot be written. */
const storeFull = new Error('database or disk is full');

test('a full disk that the store of statements met is explained', () => {
  const stop = new TaskStop(storeFull.message, { cause: storeFull });
  expect(explainFailure(folder, stop).message).toContain(`No space left on the disk of ${folder}`);
});

test('an error keeps its words after the folder was removed', () => {
  const failed = new Error('could not open file "base/5/17777"');
  const gone = join(folder, 'removed');
  expect(explainFailure(gone, failed).message).toBe(failed.message);
  expect(explainOpening(gone, failed).message).toContain(failed.message);
});

test('a stop that a person caused, and any other error, keep their words', () => {
  const stop = cancelledByUser();
  expect(explainFailure(folder, stop)).toBe(stop);
  expect(explainFailure(folder, new Error('relation "x" does not exist')).message).toBe(
    'relation "x" does not exist',
  );
});
