import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../src/import.ts');

it(
  'the import benchmark compares the import with vipsthumbnail',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    try {
      const plain = { width: 200, height: 100, channels: 3, background: 'red' } as const;
      await writeFile(join(folder, 'one.jpg'), await sharp({ create: plain }).jpeg().toBuffer());
      await writeFile(join(folder, 'notes.txt'), 'no image');
      const { stdout } = await promisify(execFile)(process.execPath, [
        ...[SCRIPT, '--count', '4', '--rounds', '1', '--images', folder],
        // The command fails if the ratio is too high, as it is for a few small images.
      ]).catch((error: { readonly stdout: string }) => error);
      const numbers = '( +\\d+\\.\\d){3}$';
      expect(stdout).toMatch(new RegExp(`^npm run import${numbers}`, 'm'));
      if (!stdout.includes('Skipped vipsthumbnail: it is not installed')) {
        expect(stdout).toMatch(new RegExp(`^vipsthumbnail${numbers}`, 'm'));
        expect(stdout).toMatch(new RegExp(`^vipsthumbnail, \\d+ at a time${numbers}`, 'm'));
        expect(stdout).toMatch(/ of vipsthumbnail: \d+\.\d\d, (kept|MISSED)$/m);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
