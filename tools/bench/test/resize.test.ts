import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../src/resize.ts');

it('the resize benchmark compares all contenders', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const plain = { width: 200, height: 100, channels: 3, background: 'red' } as const;
    await writeFile(join(folder, 'one.jpg'), await sharp({ create: plain }).jpeg().toBuffer());
    await writeFile(join(folder, 'notes.txt'), 'no image');
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...[SCRIPT, '--rounds', '1', '--images', folder],
    ]);
    expect(stdout).toContain('Skipped notes.txt: Expected one of');
    for (const name of ['miniatura', 'sharp', 'sharp-defaults', 'ipx']) {
      expect(stdout).toMatch(new RegExp(`^${name} +\\d+\\.\\d +\\d+\\.\\d\\d$`, 'm'));
    }
    for (const name of ['vipsthumbnail', 'Pillow', 'GraphicsMagick']) {
      expect(stdout).toMatch(
        new RegExp(`^(Skipped ${name}: it is not installed$|${name} +\\d)`, 'm'),
      );
    }
    expect(stdout.match(/ of bare sharp's: \d/g)).toHaveLength(4);
  } finally {
    await rm(folder, { recursive: true });
  }
});
