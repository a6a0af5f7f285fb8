import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { preparedDirectory, removeDirectory, TestClient } from './running-redshift.ts';
import { startBin } from './served-by-child.ts';

test('compiled WebAssembly is never freed, as V8 may end the process over it', async () => {
  const directory = preparedDirectory();
  onTestFinished(() => removeDirectory(directory));
  const { child, endpoint, lines } = await startBin(['--directory', directory], {}, [
    '--trace-wasm-code-gc',
  ]);
  const client = new TestClient(endpoint);
  await client.query(`CREATE TABLE many AS
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
    SELECT i, MD5(i::VARCHAR) AS h FROM n`);
  for (let divisor = 2; divisor < 12; divisor += 1) {
    await client.query(`SELECT COUNT(*), MAX(a.h) FROM many a JOIN many b ON a.h = b.h
      WHERE a.i % ${divisor} = 0 GROUP BY a.i % 7 ORDER BY 1`);
  }
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  await ended;
  // What comes before is Node's own, which strips types with WebAssembly.
  expect(lines.slice(lines.indexOf(endpoint) + 1)).toEqual([]);
});
