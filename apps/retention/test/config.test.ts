import { ConfigError } from '@miniatura/config';
import { expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';

const COMPLETE = {
  DATABASE_URL: 'mysql://retention@db/miniatura',
  ORIGINALS_BUCKET: 'the-originals',
  THUMBNAILS_BUCKET: 'the-thumbnails',
  STAGING_BUCKET: 'the-staging',
  REDSHIFT_WORKGROUP: 'miniatura',
  REDSHIFT_DATABASE: 'dev',
};

test('Optional variables have defaults', () => {
  expect(loadConfig(COMPLETE)).toEqual({
    logLevel: 'INFO',
    databaseUrl: 'mysql://retention@db/miniatura',
    originalsBucket: 'the-originals',
    thumbnailsBucket: 'the-thumbnails',
    stagingBucket: 'the-staging',
    retentionDays: 7,
    redshiftWorkgroup: 'miniatura',
    redshiftDatabase: 'dev',
  });
});

test('All faults are reported at once', () => {
  const load = () => loadConfig({ RETENTION_DAYS: '0', STAGING_BUCKET: 'No Bucket' });
  expect(load).toThrow(ConfigError);
  for (const name of [...Object.keys(COMPLETE), 'RETENTION_DAYS']) expect(load).toThrow(name);
});
