import { expect, test } from 'vitest';
import { drainOf, type PipelineLimits, saturationOf } from '../src/saturation/pipeline-model.ts';

const LIMITS: PipelineLimits = {
  concurrency: 10,
  imagesPerSecond: 2,
  analysesPerSecond: 50,
  connectionsPerInvocation: 10,
  maxConnections: 1000,
};

test.each([
  [{}, 'functions', 20],
  [{ concurrency: 100 }, 'rekognition', 50],
  [{ concurrency: 100, maxConnections: 90 }, 'database', 18],
] as const)('The weakest part bounds the rate: %j', (changes, by, imagesPerSecond) => {
  expect(saturationOf({ ...LIMITS, ...changes })).toMatchObject({ by, imagesPerSecond });
});

test.each([
  [
    { uploads: 1000, overSeconds: 0 },
    { backlog: 1000, longestWaitSeconds: 50 },
  ],
  [
    { uploads: 1000, overSeconds: 25 },
    { backlog: 500, longestWaitSeconds: 25 },
  ],
  [
    { uploads: 1000, overSeconds: 100 },
    { backlog: 0, longestWaitSeconds: 0 },
  ],
])('What arrives faster than it is served waits: %j', (arrivals, expected) => {
  expect(drainOf(arrivals, { imagesPerSecond: 20 })).toEqual(expected);
});
