import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawOriginals } from '../src/fuzz/draw-originals.ts';
import { VariantRunner } from '../src/fuzz/variant-runner.ts';

const TIMEOUT_MS = 180_000;

test(
  'a process that does not answer in time is a hang, and the next image gets a new one',
  async () => {
    const [original] = await drawOriginals();
    const bytes = original?.bytes ?? Buffer.alloc(0);
    const hasty = new VariantRunner({ maxDurationMs: 1 });
    expect(await hasty.try(bytes)).toMatchObject({
      outcome: 'hang',
      fault: 'No answer within 1 ms',
    });
    expect(await hasty.try(bytes)).toMatchObject({ outcome: 'hang' });
    await hasty.stop();
  },
  TIMEOUT_MS,
);

test(
  'a whole image is made, and an empty one is rejected by the same process',
  async () => {
    const [original] = await drawOriginals();
    const runner = new VariantRunner({ maxDurationMs: TIMEOUT_MS });
    expect(await runner.try(original?.bytes ?? Buffer.alloc(0))).toMatchObject({ outcome: 'made' });
    expect(await runner.try(Buffer.alloc(0))).toMatchObject({ outcome: 'empty', fault: undefined });
    await runner.stop();
  },
  TIMEOUT_MS,
);

test(
  'the command rejects an invalid count',
  () => {
    const script = join(import.meta.dirname, '../src/fuzz.ts');
    const { status, stderr } = spawnSync(process.execPath, [script, '--variants', 'many']);
    expect(status).toBe(1);
    expect(String(stderr)).toContain('Expected a whole number from 1 but received "many".');
  },
  TIMEOUT_MS,
);
