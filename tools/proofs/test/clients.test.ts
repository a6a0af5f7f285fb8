import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Draw } from '../src/clients/draw.ts';
import { Effects } from '../src/clients/effects.ts';
import { attackOn } from '../src/clients/http-attacks.ts';
import { type ClientsReport, judgeClients } from '../src/clients/judge-clients.ts';
import { runClients } from '../src/clients/run-clients.ts';

const EXCHANGE_COUNT = 15;
const TIMEOUT_MS = 240_000;

test(
  `${EXCHANGE_COUNT} hostile exchanges with each server do no damage`,
  { timeout: TIMEOUT_MS },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'proofs-clients-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const seed = Math.floor(Math.random() * 2 ** 31);
    const report = await runClients({
      seed,
      exchangeCount: EXCHANGE_COUNT,
      directory: join(folder, 'data'),
      restMs: TIMEOUT_MS / 2,
      onProgress: () => undefined,
    });
    expect(judgeClients(report), `proofs:clients -- --seed ${seed}`).toEqual([]);
    const counts = report.servers.map(({ statuses }) =>
      Object.values(statuses).reduce((sum, count) => sum + count, 0),
    );
    expect(counts).toEqual(report.servers.map(() => EXCHANGE_COUNT));
  },
);

const REQUEST = { method: 'PUT', target: '/a', headers: { host: 'b' }, body: Buffer.from('body') };

test('A seed and an index draw the same exchange again, and others draw others', () => {
  const drawn = (seed: number, index: number) => attackOn(REQUEST, new Draw(seed, 's3', index));
  expect(drawn(7, 40)).toEqual(drawn(7, 40));
  const names = Array.from({ length: 50 }, (_, index) => drawn(7, index).name);
  expect(new Set(names).size).toBeGreaterThan(8);
  expect(names).not.toEqual(Array.from({ length: 50 }, (_, index) => drawn(8, index).name));
});

test('Acknowledged data is distinguished from incomplete data', () => {
  const effects = new Effects();
  const bytes = Buffer.from('whole');
  effects.note({ id: 'a', bytes }, { status: 201, isEndedByServer: true });
  effects.note({ id: 'b', bytes }, { status: 0, isEndedByServer: false });
  expect(effects.acknowledged).toEqual(['a']);
  expect(effects.isWhole('b', bytes)).toBe(true);
  expect(effects.isWhole('b', Buffer.from('who'))).toBe(false);
});

const FOOTPRINT = {
  rssByteCount: 500e6,
  heapByteCount: 50e6,
  externalByteCount: 100e6,
  open: { sockets: 20, tables: 90, files: 40 },
} as const;

const REPORT: ClientsReport = {
  servers: [{ name: 's3', statuses: { 200: 1 }, faults: [] }],
  footprints: [{ name: 'stack', before: FOOTPRINT, after: FOOTPRINT }],
  failures: [],
  losses: [],
  unhandledCount: 0,
  isRunning: true,
};

test('Damage by hostile clients is reported', () => {
  expect(judgeClients(REPORT)).toEqual([]);
  const open = { sockets: 21, tables: 91, files: 40 };
  const after = { ...FOOTPRINT, externalByteCount: 165e6, open };
  expect(
    judgeClients({
      ...REPORT,
      footprints: [{ name: 'stack', before: FOOTPRINT, after }],
      servers: [{ name: 's3', statuses: {}, faults: ['cut 7: 500'] }],
      losses: ['s3: put-1 is there in part'],
      unhandledCount: 1,
      isRunning: false,
    }),
  ).toEqual([
    'Expected the processes to run but one has ended',
    'Expected every error to be handled but 1 were not',
    's3: put-1 is there in part',
    's3: cut 7: 500',
    'stack: expected at most 64000000 more bytes but received 65000000',
    'stack: expected at most 20 open sockets but received 21',
  ]);
});
