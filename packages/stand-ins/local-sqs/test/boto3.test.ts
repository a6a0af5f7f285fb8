import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runningSqs } from './running-sqs.ts';

const SCRIPT = fileURLToPath(new URL('every-operation.py', import.meta.url));

/** Debian's boto3 uses the query protocol, that of PyPI uses JSON. */
const pythons = ['/usr/bin/python3', 'python3'].filter((python) => {
  try {
    execFileSync(python, ['-c', 'import boto3'], { stdio: 'ignore' });
    return true;
  } catch {
    console.log(`skipped: ${python} has no boto3`);
    return false;
  }
});

test.runIf(pythons.length > 0).each(pythons)(
  'every operation works through the boto3 of %s, whichever protocol it uses',
  { timeout: 120_000 },
  async (python) => {
    const sqs = await runningSqs();
    const { stdout } = await promisify(execFile)(python, [SCRIPT, sqs.endpoint]);
    expect(JSON.parse(stdout)).toEqual({
      protocol: expect.stringMatching(/^(query|json)$/),
      body: true,
      attributes: true,
      receiveCount: '1',
      sameId: true,
      batch: [['a', 'c'], [['b', 'InvalidMessageContents', true]]],
      second: 'one',
      changed: ['v'],
      empty: true,
      givenUp: 'one',
      deleted: [['good'], [['bad', 'ReceiptHandleIsInvalid']]],
      missing: ['AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist'],
      queues: ['dead', 'jobs'],
      prefixed: true,
      sources: true,
      tags: [{ team: 'media' }, { team: 'a<b' }],
      timeout: '60',
      left: ['dead'],
    });
  },
);
