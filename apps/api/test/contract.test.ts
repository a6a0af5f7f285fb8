import { IMAGE_STATUSES } from '@miniatura/api-contract';
import { IMAGE_STATUSES as RECORDED_STATUSES } from '@miniatura/metadata';
import { expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';

test('The contract contains every status of a record', () => {
  expect(IMAGE_STATUSES.toSorted()).toEqual([...RECORDED_STATUSES].toSorted());
});

test('All faults of the environment are reported at once, by variable', () => {
  const environment = { PAGE_ORIGIN: 'http://127.0.0.1:4606/', OIDC_ISSUER: 'somewhere' };
  for (const variable of ['DATABASE_URL', 'OIDC_ISSUER', 'PAGE_ORIGIN', 'REDSHIFT_WORKGROUP']) {
    expect(() => loadConfig(environment)).toThrow(variable);
  }
});
