import { ConfigError } from '@miniatura/config';
import { expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';

const COMPLETE = {
  DATABASE_URL: 'mysql://etl@db/miniatura',
  STAGING_BUCKET: 'staging-bucket',
  REDSHIFT_WORKGROUP: 'miniatura',
  REDSHIFT_DATABASE: 'dev',
};

test('The environment has a default for what may be left out', () => {
  expect(loadConfig(COMPLETE)).toEqual({
    logLevel: 'INFO',
    databaseUrl: 'mysql://etl@db/miniatura',
    stagingBucket: 'staging-bucket',
    stagingPrefix: 'staging',
    redshiftWorkgroup: 'miniatura',
    redshiftDatabase: 'dev',
    maxRowsPerBatch: 100_000,
    repairWarehouse: false,
  });
});

test('All faults are reported at once', () => {
  const load = () =>
    loadConfig({ STAGING_PREFIX: '/a//b/', REDSHIFT_SECRET_ARN: 'x', MAX_ROWS_PER_BATCH: '0' });
  expect(load).toThrow(ConfigError);
  for (const name of [...Object.keys(COMPLETE), 'STAGING_PREFIX', 'REDSHIFT_SECRET_ARN']) {
    expect(load).toThrow(name);
  }
  expect(load).toThrow('MAX_ROWS_PER_BATCH');
});
