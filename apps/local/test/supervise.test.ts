import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from './run-command.ts';

const SUPERVISE = new URL('../src/stack/supervise.ts', import.meta.url).href;

let folder: string;
beforeAll(async () => void (folder = await temporaryFolder()));
afterAll(() => rm(folder, { recursive: true }));

/**
 * Runs a module under a supervisor, in separate processes. Its clock stands still, so that a busy
 * machine does not use up the minute in which restarts are counted.
 */
async function supervised(name: string, code: string, environment: NodeJS.ProcessEnv = {}) {
  const module = join(folder, `${name}.mjs`);
  await writeFile(module, code);
  const supervisor = join(folder, `${name}-supervisor.mjs`);
  await writeFile(
    supervisor,
    `import { supervise } from '${SUPERVISE}';
     performance.now = () => 0;
     const module = ${JSON.stringify(module)};
     const environment = process.env;
     process.exit(await supervise({ module, args: ['an argument'], environment, log: console.error }));`,
  );
  const child = spawn(process.execPath, [supervisor], { env: { ...process.env, ...environment } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { out: '', log: '' };
  child.stdout.on('data', (chunk) => (output.out += chunk));
  child.stderr.on('data', (chunk) => (output.log += chunk));
  const ended = once(child, 'close').then(([code]) => code as number);
  return { child, output, ended };
}

const STARTED = "process.send({ kind: 'started', endpoints: { s3: 'http://127.0.0.1:1' } });";
const STAY = 'setInterval(() => {}, 1000);';

test('A process that keeps failing is restarted five times', async () => {
  const { output, ended } = await supervised(
    'fails',
    `console.log(process.env.MINIATURA_ENDPOINTS, process.argv[2]);
     ${STARTED}
     process.disconnect();
     process.exitCode = 70;`,
  );
  expect(await ended).toBe(70);
  const again = '{"s3":"http://127.0.0.1:1"} an argument';
  expect(output.out.trimEnd().split('\n')).toEqual([
    'undefined an argument',
    ...Array.from({ length: 5 }, () => again),
  ]);
  const delays = [...output.log.matchAll(/Restarting in (\d+) ms/g)].map(([, ms]) => Number(ms));
  expect(delays).toEqual([100, 200, 400, 800, 1600]);
  expect(output.log).toContain('with exit code 70, for the 6th time within a minute. Giving up.');
});

test('A process keeps few arenas of memory, unless the environment says otherwise', async () => {
  const code = 'console.log(process.env.MALLOC_ARENA_MAX);';
  const first = await supervised('arenas', code);
  await first.ended;
  expect(first.output.out).toBe('2\n');
  const second = await supervised('arenas-of-user', code, { MALLOC_ARENA_MAX: '7' });
  await second.ended;
  expect(second.output.out).toBe('7\n');
});

test('A process that fails before it has started is not restarted', async () => {
  const { output, ended } = await supervised('bad-option', 'process.exit(1);');
  expect(await ended).toBe(1);
  expect(output.log).toBe('');
});

test('A signal that arrives twice at once is forwarded once, and the process is not restarted', async () => {
  const { child, output, ended } = await supervised(
    'stops',
    `let count = 0;
     process.on('SIGINT', () => {
       count += 1;
       setTimeout(() => process.exit(count === 1 ? 0 : 99), 100);
     });
     ${STARTED} console.log('up'); ${STAY}`,
  );
  await expect.poll(() => output.out, { timeout: 60_000 }).toContain('up');
  child.kill('SIGINT');
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(output.log).toBe('');
});
