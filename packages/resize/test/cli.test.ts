import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawQuadrants } from './draw-image.ts';

const BIN = join(import.meta.dirname, '../src/bin/miniatura-resize.ts');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miniatura-resize-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

async function put(path: string, bytes?: Buffer | string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), bytes ?? (await drawQuadrants(300, 200).png().toBuffer()));
}

async function outputs(path: string): Promise<string[]> {
  const entries = await readdir(join(folder, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, path).length + 1))
    .sort();
}

describe('miniatura-resize', { timeout: 120_000 }, () => {
  it('makes thumbnails of files and of folders to their depths', async () => {
    await put('one.png');
    await put('album/two.jpg');
    await put('album/deep/three.png');
    await put('album/.hidden/four.png');
    const { code, stdout } = await run('one.png', 'album', '--out', 'thumbs');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Made 3 renditions of 3 images: [\d.]+ k?B in [\d.]+ s\.\n$/);
    expect(await outputs('thumbs')).toEqual(['deep/three.webp', 'one.webp', 'two.webp']);
    const metadata = await sharp(join(folder, 'thumbs/one.webp')).metadata();
    expect(metadata).toMatchObject({ format: 'webp', width: 128, height: 85 });
  });

  it.skipIf(process.platform === 'win32')(
    'lets no file name act on a terminal, and keeps the name in JSON',
    async () => {
      const name = 'a\n\u001b[2J\u009b31m\u202e.png';
      await put(name, 'no image');
      const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;
      const { stdout } = await run(name, '--out', 'thumbs');
      expect(stdout).toContain('a\\x0a\\x1b[2J\\x9b31m\\u202e.png: ');
      expect(stdout).not.toMatch(control);
      const { stdout: json } = await run(name, '--out', 'thumbs', '--json');
      expect(json).not.toMatch(control);
      expect(JSON.parse(json)).toMatchObject({ rejected: [{ source: name }] });
      const { stderr } = await run(`${name}-missing`, '--out', 'thumbs');
      expect(stderr).not.toMatch(control);
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'takes names that are no UTF-8, or as long as names can be',
    async () => {
      const image = await drawQuadrants(30, 20).png().toBuffer();
      const latin1 = Buffer.concat([Buffer.from('caf'), Buffer.from([0xe9]), Buffer.from('.png')]);
      await mkdir(join(folder, 'album'));
      await writeFile(Buffer.concat([Buffer.from(join(folder, 'album/')), latin1]), image);
      await put(`album/${'ü'.repeat(125)}.png`, image);
      const { code, stdout } = await run('album', '--out', 'thumbs', '--size', '16,32');
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Made 4 renditions of 2 images'),
      });
      const names = await outputs('thumbs');
      expect(names).toContain('caf%E9-16.webp');
      expect(names.filter((name) => name.startsWith('üü'))).toHaveLength(2);
      for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    },
  );

  it('takes sizes, fit, format and quality', async () => {
    await put('one.png');
    const { code } = await run(
      ...['one.png', '-o', 'out', '--size', '64,100x40', '-s', '20'],
      ...['--fit', 'cover', '--format', 'jpeg', '-q', '70', '--background', '#336699'],
    );
    expect(code).toBe(0);
    expect(await outputs('out')).toEqual(['one-100x40.jpg', 'one-20.jpg', 'one-64.jpg']);
    const metadata = await sharp(join(folder, 'out/one-100x40.jpg')).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width: 100, height: 40 });
  });

  it('lists rejected images with the reasons, converts the others, and exits with 1', async () => {
    await put('good.png');
    await put('text.jpg', 'I am a letter');
    await put('empty.png', '');
    const { code, stdout } = await run('good.png', 'text.jpg', 'empty.png', '--out', 'out');
    expect(code).toBe(1);
    expect(stdout).toContain('Made 1 rendition of 1 image:');
    expect(stdout).toContain('Rejected 2 images:\n  text.jpg: unsupported-type: Expected one of');
    expect(stdout).toContain('  empty.png: empty: Expected an image for file but received 0 bytes');
    expect(await outputs('out')).toEqual(['good.webp']);
  });

  it('prints results as JSON', async () => {
    await put('good.png');
    await put('text.jpg', 'I am a letter');
    const { code, stdout, stderr } = await run('good.png', 'text.jpg', '--out', 'out', '--json');
    expect(code).toBe(1);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      made: [
        {
          source: 'good.png',
          mediaType: 'image/png',
          width: 300,
          renditions: [
            { name: '128', width: 128, path: expect.stringMatching(/out\/good\.webp$/) },
          ],
        },
      ],
      rejected: [{ source: 'text.jpg', code: 'unsupported-type' }],
    });
  });

  it('gives colliding names the same suffixes each time', async () => {
    await put('a/pic.png');
    await put('b/pic.png');
    await put('b/Pic.jpg');
    for (let time = 0; time < 2; time++) {
      expect((await run('a', 'b', '--out', 'out')).code).toBe(0);
      expect(await outputs('out')).toEqual(['Pic-2.webp', 'pic-3.webp', 'pic.webp'].sort());
    }
  });

  it('never overwrites an input, nor reads its own output', async () => {
    const original = await drawQuadrants(300, 200).webp().toBuffer();
    await put('pics/one.webp', original);
    await symlink(join(folder, 'pics'), join(folder, 'link'));
    expect(await run('pics', '--out', 'link')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Expected a folder to write to other than pics'),
    });
    expect((await run('pics/one.webp', '--out', 'link')).code).toBe(0);
    expect(await outputs('pics')).toEqual(['one-2.webp', 'one.webp']);
    expect(await readFile(join(folder, 'pics/one.webp'))).toEqual(original);
    expect((await run('pics', '--out', 'pics/thumbs')).code).toBe(0);
    expect((await run('pics', '--out', 'pics/thumbs')).code).toBe(0);
    expect(await outputs('pics/thumbs')).toEqual(['one-2.webp', 'one.webp']);
  });

  it('reads an image that is named twice once', async () => {
    await put('pics/one.png');
    const { stdout } = await run('pics', 'pics/one.png', './pics/one.png', '--out', 'out');
    expect(stdout).toContain('of 1 image:');
  });

  it('leaves no half-written files', async () => {
    await put('one.png');
    await mkdir(join(folder, 'out/one.webp'), { recursive: true });
    const { code, stdout } = await run('one.png', '--out', 'out');
    expect(code).toBe(1);
    expect(stdout).toContain('one.png: not-written: ');
    expect(await readdir(join(folder, 'out'))).toEqual(['one.webp']);
  });

  it.each([
    [[], "required option '-o, --out <folder>' not specified"],
    [['--out', 'out'], "missing required argument 'paths'"],
    [['one.png'], "required option '-o, --out <folder>' not specified"],
    [['nowhere.png', '--out', 'out'], 'Expected a file or folder but received nowhere.png'],
    [['/dev/null', '--out', 'out'], 'Expected a file or folder but received /dev/null'],
    [
      ['one.png', '--out', '/proc/none/out'],
      'Expected a folder to write to but received /proc/none/out',
    ],
    [['one.png', '--out', 'one.png/out'], 'Expected a folder to write to but one.png is a file'],
    [['one.png', '--out', '/dev/null'], 'Expected a folder to write to but /dev/null is a device'],
    [['one.png', '--out', 'one.png'], 'Expected a folder to write to but one.png is a file'],
    [['one.png', '--out', 'out', '--size', '0'], 'like 128 or 640x480, but received "0"'],
    [['one.png', '--out', 'out', '--size', '10x'], 'like 128 or 640x480, but received "10x"'],
    [['one.png', '--out', 'out', '--fit', 'crop'], 'Allowed choices are cover, contain'],
    [['one.png', '--out', 'out', '--format', 'gif'], 'Allowed choices are webp, jpeg'],
    [['one.png', '--out', 'out', '--quality', '101'], 'from 1 to 100 but received "101"'],
    [['one.png', '--out', 'out', '-t', 'jpeg', '-a'], 'Expected true only with format webp'],
    [['one.png', '--out', 'out', '-b', 'red'], 'Expected a colour as #rrggbb'],
    [['one.png', '--out', 'out', '--sise', '8'], "unknown option '--sise'"],
  ])('called wrongly with %j says so and ends with 2', async (args, words) => {
    await put('one.png');
    const { code, stdout, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('explains itself', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: miniatura-resize [options] <paths...>');
    expect(stdout).toContain('Exit codes: 0 all images converted, 1 some rejected');
  });
});
