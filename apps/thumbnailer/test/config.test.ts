import { ConfigError } from '@miniatura/config';
import { DEFAULT_MODERATION_POLICY } from '@miniatura/moderation';
import { expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';

test('The configuration has defaults for all but the database and the bucket', () => {
  expect(loadConfig({ DATABASE_URL: 'sqlite:x.sqlite', THUMBNAILS_BUCKET: 'thumbnails' })).toEqual({
    logLevel: 'INFO',
    databaseUrl: 'sqlite:x.sqlite',
    thumbnailsBucket: 'thumbnails',
    retentionDays: 7,
    moderationPolicy: DEFAULT_MODERATION_POLICY,
    excludedTypes: [],
    imageLimits: { maxBytes: 50_000_000, maxPixels: 100_000_000, maxFrames: 1_000 },
    memoryByteCount: 2048 * 1024 * 1024,
  });
});

test('All faults of an environment are reported at once, by name', () => {
  const load = () =>
    loadConfig({
      LOG_LEVEL: 'LOUD',
      RETENTION_DAYS: '0',
      MAX_PIXELS: '0',
      EXCLUDED_TYPES: 'image/svg',
      MODERATION_POLICY: '{"rules":[{}]}',
    });
  expect(load).toThrow(ConfigError);
  const names = [
    'LOG_LEVEL',
    'DATABASE_URL',
    'THUMBNAILS_BUCKET',
    'RETENTION_DAYS',
    'MAX_PIXELS',
    'EXCLUDED_TYPES',
    'MODERATION_POLICY: Expected a moderation policy but received:\nrules.0.category',
  ];
  for (const name of names) {
    expect(load).toThrow(name);
  }
});
