import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandsOfMarkdown } from '../src/first-use/commands-of-markdown.ts';
import { FIRST_COMMAND, README_STEPS } from '../src/first-use/readme-steps.ts';
import { newUsersEnvironment, runLine, startLine } from '../src/first-use/shell.ts';

const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

test('Every command of the README has a step, and every step is in the README', () => {
  const steps = [FIRST_COMMAND, ...README_STEPS.map(({ command }) => command)];
  expect(steps.toSorted()).toEqual([...commandsOfMarkdown(README)].toSorted());
});

test('Commands are found in blocks and in sentences, whole', () => {
  const page = 'Run `npm run\nimages`.\n\n```sh\nA=1 \\\n  aws s3 ls\nnpm test # all\n```\n';
  expect(commandsOfMarkdown(page)).toEqual(['A=1 aws s3 ls', 'npm test', 'npm run images']);
});

test("A new user's shell has nothing of the workspace", () => {
  const env = {
    PATH: '/a/node_modules/.bin:/usr/bin',
    npm_config_x: '1',
    FORCE_COLOR: '1',
    HOME: '/h',
  };
  expect(newUsersEnvironment(env)).toEqual({ PATH: '/usr/bin', HOME: '/h' });
});

test('A line ends with its exit code and all that it printed', async () => {
  const result = await runLine('echo out; echo err >&2; exit 3', { folder: '.' });
  expect(result).toEqual({ exitCode: 3, output: expect.stringMatching(/out\nerr\n|err\nout\n/) });
});

test('A line that keeps running is interrupted with all that it started', async () => {
  const line = startLine('trap "echo bye; exit" INT; echo up; sleep 60', { folder: '.' });
  await line.waitFor(/up/);
  await line.interrupt();
  expect(line.output()).toContain('bye');
});
