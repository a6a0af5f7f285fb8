import { ConfigError } from '@miniatura/config';
import { expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';

const ENVIRONMENT = {
  ORIGINALS_BUCKET: 'originals',
  REFUSALS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/1/refusals',
};

test('Optional variables have defaults: no pointer is allowed', () => {
  expect(loadConfig(ENVIRONMENT)).toEqual({
    logLevel: 'INFO',
    originalsBucket: 'originals',
    refusalsQueueUrl: ENVIRONMENT.REFUSALS_QUEUE_URL,
    pointerBuckets: [],
    maxBytes: 50_000_000,
  });
});

test('Buckets of pointers are a list', () => {
  const config = loadConfig({ ...ENVIRONMENT, POINTER_BUCKETS: 'one, two,' });
  expect(config.pointerBuckets).toEqual(['one', 'two']);
});

test('All faults are reported at once', () => {
  const load = () => loadConfig({ MAX_BYTES: 'many', REFUSALS_QUEUE_URL: 'queue' });
  expect(load).toThrow(ConfigError);
  expect(load).toThrow(/ORIGINALS_BUCKET[^]*REFUSALS_QUEUE_URL[^]*MAX_BYTES/);
});
