import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type CommandResult, copyWorkspace } from './workspace-copy.ts';

const name = 'generated-app';
const checks = ['run-many', '-t', 'lint', 'typecheck', 'test', 'build', '-p', name] as const;

describe('a generated Lambda app', () => {
  const copy = copyWorkspace();
  let first: CommandResult;

  beforeAll(async () => {
    const generated = await copy.run(
      '.',
      'nx',
      'g',
      '@miniatura/workspace:lambda-app',
      name,
      '--team=data',
      '--useCase=send-report',
      '--skipInstall',
    );
    expect(generated.exitCode, generated.output).toBe(0);
    first = await copy.run('.', 'nx', ...checks, '--output-style=static');
  }, 600_000);

  afterAll(() => copy.remove());

  it('passes lint, typecheck, test and build at once', () => {
    expect(first.exitCode, first.output).toBe(0);
    expect(first.output).toContain('Successfully ran targets lint, typecheck, test, build');
    expect(first.output).toMatch(/Tests +4 passed/);
  });

  it('has nothing to do a second time', async () => {
    const second = await copy.run('.', 'nx', ...checks);
    expect(second.exitCode, second.output).toBe(0);
    expect(second.output).toMatch(
      /read the output from the cache instead.* for (\d+) out of \1 tasks/,
    );
  }, 120_000);

  it('is formatted, and leaves nothing to synchronize', async () => {
    const formatted = await copy.run('.', 'prettier', '--check', `apps/${name}`, '.github');
    expect(formatted.exitCode, formatted.output).toBe(0);
    const synchronized = await copy.run('.', 'nx', 'sync:check');
    expect(synchronized.exitCode, synchronized.output).toBe(0);
  }, 120_000);

  it('bundles a handler that answers an SQS batch', async () => {
    const event = { Records: [{ messageId: '1', body: '{}', eventSource: 'aws:sqs' }] };
    const script = `
      process.env.OUTPUT_BUCKET = 'output';
      const { handler } = await import('./handler.mjs');
      console.log(JSON.stringify(await handler(${JSON.stringify(event)})));`;
    const result = await copy.run(`apps/${name}/dist`, 'node', '--input-type=module', '-e', script);
    // Besides the answer, Powertools prints its metrics and a warning.
    const lines = result.output.split('\n');
    expect(lines).toContain('{"batchItemFailures":[{"itemIdentifier":"1"}]}');
  }, 120_000);

  it('rejects a wrong environment at its start, by name', async () => {
    const script = "process.env.LOG_LEVEL = 'loud'; await import('./handler.mjs');";
    const result = await copy.run(`apps/${name}/dist`, 'node', '--input-type=module', '-e', script);
    expect(result.exitCode).toBe(1);
    expect(result.output).toMatch(/LOG_LEVEL: .*expected one of/);
  }, 120_000);

  it('is alone in what a change of it affects', async () => {
    const affected = await copy.run(
      '.',
      'nx',
      'show',
      'projects',
      '--affected',
      `--files=apps/${name}/src/config.ts`,
      '--json',
    );
    expect(affected.output).toContain(`["${name}"]`);
  }, 120_000);

  it('ships the source map that its bundle points at', () => {
    const bundle = readFileSync(join(copy.root, `apps/${name}/dist/handler.mjs`), 'utf8');
    expect(bundle).toMatch(/\/\/# sourceMappingURL=handler\.mjs\.map\s*$/);
  });
});

it('is affected by its dependencies, which are not affected by it', async () => {
  const copy = copyWorkspace();
  const affectedBy = async (file: string): Promise<readonly string[]> => {
    const args = ['show', 'projects', '--affected', `--files=${file}`, '--json'];
    const { output } = await copy.run('.', 'nx', ...args);
    return JSON.parse(output.slice(output.indexOf('['), output.lastIndexOf(']') + 1)) as string[];
  };
  const app = await affectedBy('apps/thumbnailer/src/config.ts');
  expect(app).toEqual(expect.arrayContaining(['thumbnailer', 'local']));
  for (const other of ['resize', 'metadata', 'local-s3', 'local-sqs', 'local-rekognition']) {
    expect(app).not.toContain(other);
  }
  const core = await affectedBy('packages/resize/src/index.ts');
  expect(core).toEqual(expect.arrayContaining(['resize', 'thumbnailer', 'local', 'bench']));
  copy.remove();
}, 120_000);
