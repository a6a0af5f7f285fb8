import { ConfigError } from '@miniatura/config';
import { expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { queueRetention } from '../src/resources.ts';

test.each([1, 7, 14])('Queues together store messages for %i days', (days) => {
  const { eventsS, deadLettersS, parkingS } = queueRetention(days);
  expect(deadLettersS + parkingS).toBe(days * 86_400);
  expect(deadLettersS).toBeGreaterThan(eventsS);
  // SQS stores messages for at least a minute and at most 14 days.
  for (const seconds of [eventsS, parkingS]) expect(seconds).toBeGreaterThan(60);
});

test('The environment is parsed, or its faults are listed', () => {
  const environment = {
    DATABASE_URL: 'sqlite:a',
    PARKING_QUEUE_URL: 'http://127.0.0.1/1/parked',
    THUMBNAILER_QUEUE_URL: 'http://127.0.0.1/1/thumbnailer',
    BULK_QUEUE_URL: 'http://127.0.0.1/1/bulk',
  };
  expect(loadConfig(environment)).toEqual({
    logLevel: 'INFO',
    databaseUrl: 'sqlite:a',
    parkingQueueUrl: 'http://127.0.0.1/1/parked',
    thumbnailerQueueUrl: 'http://127.0.0.1/1/thumbnailer',
    bulkQueueUrl: 'http://127.0.0.1/1/bulk',
    retentionDays: 7,
  });
  const load = () => loadConfig({ ...environment, PARKING_QUEUE_URL: 'parked' });
  expect(load).toThrow(ConfigError);
  expect(load).toThrow(/PARKING_QUEUE_URL/);
});
