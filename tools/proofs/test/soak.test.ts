import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANALYTICS_QUESTIONS } from '@miniatura/api-contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judgeAnswers, judgeCounts, judgeGrowth, slowestOf } from '../src/soak/judge-soak.ts';
import { runSoak } from '../src/soak/run-soak.ts';
import type { Footprint } from '../src/soak/stack-process.ts';

const IMAGE_COUNT = 20;
const TIMEOUT_MS = 180_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofs-soak-'));
});
afterAll(() => rm(folder, { recursive: true }));

test(
  `${IMAGE_COUNT} images through the stack that npm start runs are there once, everywhere`,
  { timeout: TIMEOUT_MS },
  async () => {
    const measured: Footprint[] = [];
    const report = await runSoak({
      imageCount: IMAGE_COUNT,
      roundSize: IMAGE_COUNT,
      directory: join(folder, 'data'),
      restMs: 0,
      deadlineMs: TIMEOUT_MS,
      onRound: ({ footprint }) => measured.push(footprint),
    });
    expect(judgeCounts(report)).toEqual([]);
    expect(judgeGrowth(report)).toEqual([]);
    expect(judgeAnswers(report)).toEqual([]);
    expect(report.answered.map(({ question }) => question)).toEqual(ANALYTICS_QUESTIONS);
    expect(report.counts.thumbnailCount).toBe(3 * IMAGE_COUNT);
    expect(measured).toEqual([report.last]);
    expect(report.last.rssByteCount).toBeGreaterThan(50e6);
  },
);

const COUNTS = {
  processedCount: 10,
  imageCount: 10,
  labelCallCount: 10,
  renditionCount: 30,
  thumbnailCount: 30,
  failureCount: 0,
  warehouseCount: 10,
  isWarehouseEqual: true,
} as const;

const FOOTPRINT = {
  rssByteCount: 500e6,
  heapByteCount: 50e6,
  externalByteCount: 100e6,
  open: { sockets: 20, tables: 90, files: 40 },
} as const;

const ANSWERED = [
  { question: 'uploads', status: 200, durationMs: 9 },
  { question: 'moderation', status: 200, durationMs: 40 },
] as const;

const REPORT = {
  imageCount: 10,
  first: FOOTPRINT,
  last: FOOTPRINT,
  counts: COUNTS,
  answered: ANSWERED,
} as const;

test('unanswered questions of the dashboard are reported, and the slowest answer', () => {
  expect(judgeAnswers(REPORT)).toEqual([]);
  expect(slowestOf(ANSWERED)).toEqual(ANSWERED[1]);
  const answered = [...ANSWERED, { question: 'cost', status: 503, durationMs: 25_000 } as const];
  expect(judgeAnswers({ ...REPORT, answered })).toEqual([
    'Expected an answer to cost but received 503',
  ]);
});

test('a missing or duplicated image is reported', () => {
  expect(judgeCounts(REPORT)).toEqual([]);
  const counts = { ...COUNTS, warehouseCount: 9, labelCallCount: 11 };
  expect(judgeCounts({ ...REPORT, counts })).toEqual([
    'Expected 10 for labelCallCount but received 11',
    'Expected 10 for warehouseCount but received 9',
  ]);
});

test('memory beyond 1.2 times that of the beginning, and an additional open file, are reported', () => {
  const last = { ...FOOTPRINT, rssByteCount: 600e6 };
  expect(judgeGrowth({ ...REPORT, last })).toEqual([]);
  const open = { sockets: 21, tables: 91, files: 41 };
  expect(judgeGrowth({ ...REPORT, last: { ...last, rssByteCount: 606e6, open } })).toEqual([
    'Expected at most 1.2 times the memory but received 1.21 times',
    'Expected at most 20 open sockets but received 21',
    'Expected at most 40 open files but received 41',
  ]);
});
