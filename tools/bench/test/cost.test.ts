import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../src/cost.ts');

it('the cost benchmark prints the cost of each contender', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const plain = { width: 200, height: 100, channels: 3, background: 'red' } as const;
    await writeFile(join(folder, 'one.jpg'), await sharp({ create: plain }).jpeg().toBuffer());
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...[SCRIPT, '--copies', '1', '--rounds', '1', '--images', folder],
    ]);
    const numbers = ' +\\d+ +\\d+\\.\\d +\\d+\\.\\d\\d$';
    for (const name of ["the thumbnailer's function", 'makeRenditions', 'sharp', 'ipx']) {
      expect(stdout).toMatch(new RegExp(`^${name}(, [a-z ]+)?${numbers}`, 'm'));
    }
    expect(stdout).toMatch(new RegExp(`^miniatura-resize${numbers}`, 'm'));
    for (const name of ['vipsthumbnail', 'sharp-cli']) {
      expect(stdout).toMatch(
        new RegExp(`^(Skipped ${name}: it is not installed$|${name}${numbers})`, 'm'),
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
