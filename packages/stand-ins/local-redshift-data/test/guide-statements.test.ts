import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

const STATEMENTS = ['guide-statements.sql', 'guide-queries.sql']
  .flatMap((name) =>
    readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8')
      .replaceAll(/^-- .*$/gm, '')
      .split(/;\n/),
  )
  .map((sql) => sql.trim())
  .filter((sql) => sql !== '');

/** Of the statements, those that run. */
const EXPECTED_SHARE = 0.97;

test('statements of the guide run, or are reported as unsupported', async () => {
  const failures: string[] = [];
  for (const sql of STATEMENTS) {
    const { Status, Error: error = '' } = await redshift().run(sql);
    if (Status !== 'FINISHED') failures.push(`${sql} => ${error}`);
  }
  expect(failures.filter((failure) => !failure.includes('not supported by local-'))).toEqual([]);
  expect(1 - failures.length / STATEMENTS.length).toBeGreaterThanOrEqual(EXPECTED_SHARE);
});
