import { fileURLToPath } from 'node:url';
import { endWith, startInChild } from '@miniatura/local-service/test-support/run-in-child';
import { expect, onTestFinished, test } from 'vitest';
import { preparedDirectory, removeDirectory, TestClient } from './running-redshift.ts';

const BIN = fileURLToPath(new URL('../src/bin/local-redshift-data.ts', import.meta.url));

test('compiled WebAssembly is never freed, as V8 may end the process over it', async () => {
  const directory = preparedDirectory();
  onTestFinished(() => removeDirectory(directory));
  const { child, endpoint, lines } = await startInChild(BIN, ['--directory', directory], {
    nodeArgs: ['--trace-wasm-code-gc'],
  });
  const client = new TestClient(endpoint);
  await client.query(`CREATE TABLE many AS
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
    SELECT i, MD5(i::VARCHAR) AS h FROM n`);
  for (let divisor = 2; divisor < 12; divisor += 1) {
    await client.query(`SELECT COUNT(*), MAX(a.h) FROM many a JOIN many b ON a.h = b.h
      WHERE a.i % ${divisor} = 0 GROUP BY a.i % 7 ORDER BY 1`);
  }
  await endWith(child, 'SIGTERM');
  // What comes before is Node's own, which strips types with WebAssembly.
  expect(lines.slice(lines.indexOf(endpoint) + 1)).toEqual([]);
});

/** V8 optimises PostgreSQL's grammar in 600 MB, and every other function in less than 100 MB. */
const MOST_BYTES = 200_000_000;

test("PostgreSQL's grammar is never optimised, which would take 600 MB", async () => {
  const directory = preparedDirectory();
  onTestFinished(() => removeDirectory(directory));
  const { child, endpoint, lines } = await startInChild(BIN, ['--directory', directory], {
    // Functions are optimised immediately and not in another thread, which may not end in time.
    nodeArgs: ['--trace-wasm-compilation-times', '--wasm-sync-tier-up'],
  });
  const client = new TestClient(endpoint);
  const numbers = Array.from({ length: 10_000 }, (_, number) => number).join(', ');
  for (let first = 0; first < 3; first += 1) {
    await client.query(`SELECT ${first} WHERE ${first} IN (${numbers})`);
  }
  await endWith(child, 'SIGTERM');
  const optimised = lines.filter((line) => line.includes('using TurboFan'));
  const bytes = optimised.map((line) => Number(/and (\d+) \//.exec(line)?.[1]));
  expect(bytes.length).toBeGreaterThan(0);
  expect(Math.max(...bytes)).toBeLessThan(MOST_BYTES);
});
