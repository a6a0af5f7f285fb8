import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RECORD_LIMITS } from '@miniatura/metadata';
import { expect, onTestFinished, test } from 'vitest';
import { scriptRunner, specifierOf } from '../src/run-script.ts';
import { drawImage } from './draw-image.ts';
import { ORIGINALS, startThumbnailer } from './start-thumbnailer.ts';

const IMAGE = {
  bytes: new Uint8Array([1, 2, 3]),
  mediaType: 'image/jpeg',
  width: 640,
  height: 480,
  frameCount: 1,
  sha256: 'ab'.repeat(32),
  labels: [{ name: 'Cat', confidence: 98.5 }],
  altText: 'A cat.',
  renditions: [],
};
const CONTEXT = { imageId: '0'.repeat(32), bucket: ORIGINALS, key: 'cat.jpg' };
const LONG_MS = 60_000;

async function writeScript(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'script-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'script.ts');
  await writeFile(path, source);
  return path;
}

async function run(source: string, timeoutMs = LONG_MS) {
  return scriptRunner(await writeScript(source), { timeoutMs })(IMAGE, CONTEXT);
}

test(
  "A script's result is the JSON of its return value or promise",
  async () => {
    expect(
      await run(`export async function process(image, context) {
      return { seen: image.labels[0].name, bytes: image.bytes.length, key: context.key };
    }`),
    ).toEqual({
      scriptStatus: 'done',
      scriptDetail: null,
      scriptResult: '{"seen":"Cat","bytes":3,"key":"cat.jpg"}',
    });
    expect(await run('export const process = () => null;')).toMatchObject({ scriptResult: 'null' });
  },
  LONG_MS,
);

test.each([
  ['throw new Error("no luck")', 'failed', 'Error: no luck'],
  ['throw "a text"', 'failed', 'a text'],
  ['globalThis.process.exit(3)', 'failed', 'Expected a result but the script exited with 3'],
  ['await Promise.reject(new TypeError("late"))', 'failed', 'TypeError: late'],
  ['return undefined', 'not-json', 'Expected JSON of the script but received undefined'],
  ['return 1n', 'not-json', 'BigInt'],
  ['const a = {}; a.a = a; return a', 'not-json', 'circular'],
  [
    `return 'x'.repeat(${RECORD_LIMITS.maxScriptResultBytes})`,
    'too-large',
    'Expected at most 32768 bytes of JSON but received 32770',
  ],
  [
    'const all = []; for (;;) all.push(new Array(1_000_000).fill(all.length))',
    'failed',
    'memory limit',
  ],
])(
  'A script whose body is `%s` has the status %s',
  { timeout: LONG_MS },
  async (body, scriptStatus, detail) => {
    const outcome = await run(`export async function process() { ${body} }`);
    expect(outcome).toEqual({
      scriptStatus,
      scriptDetail: expect.stringContaining(detail),
      scriptResult: null,
    });
  },
);

test.each(['for (;;);', 'await new Promise(() => setInterval(() => {}, 1000))'])(
  'A script that does not end is stopped: `%s`',
  { timeout: LONG_MS },
  async (body) => {
    const outcome = await run(`export async function process() { ${body} }`, 300);
    expect(outcome).toMatchObject({
      scriptStatus: 'timed-out',
      scriptDetail: 'Expected an end within 300 ms',
    });
  },
);

test.each([
  ['export const other = 1;', 'Expected a function process of'],
  ['export const process = 1;', 'but received number'],
  ['this is no module', 'SyntaxError'],
])(
  'A module that is not a script is reported: `%s`',
  { timeout: LONG_MS },
  async (source, detail) => {
    expect(await run(source)).toMatchObject({
      scriptStatus: 'failed',
      scriptDetail: expect.stringContaining(detail),
    });
  },
);

test('A missing script is recorded as failed', { timeout: LONG_MS }, async () => {
  const outcome = await scriptRunner('./nowhere.ts', { timeoutMs: LONG_MS })(IMAGE, CONTEXT);
  expect(outcome).toMatchObject({
    scriptStatus: 'failed',
    scriptDetail: expect.stringContaining('Cannot find module'),
  });
});

test('A path is relative to the current folder, and a package keeps its name', () => {
  expect(specifierOf('./a b.ts')).toMatch(/^file:\/\/\/.*\/a%20b\.ts$/);
  expect(specifierOf('@my/script')).toBe('@my/script');
});

const DOCUMENT = fileURLToPath(new URL('../../../docs/processing-script.md', import.meta.url));

test(
  "The document's example runs on an image, and its result is stored in the row",
  { timeout: LONG_MS },
  async () => {
    const [, example = ''] = /```ts\n(.*?)```/s.exec(await readFile(DOCUMENT, 'utf8')) ?? [];
    const running = await startThumbnailer({ processingScript: await writeScript(example) });
    onTestFinished(() => running.stop());
    const original = await drawImage();
    for (const key of ['holiday/cat.jpg', 'work/copy.jpg']) {
      await running.put(key, original);
      await running.handle(await running.takeMessages(1));
    }
    const first = await running.metadata.findImageByKey(ORIGINALS, 'holiday/cat.jpg');
    expect(first).toMatchObject({ scriptStatus: 'done', scriptDetail: null });
    const copy = await running.metadata.findImageByKey(ORIGINALS, 'work/copy.jpg');
    expect([first, copy].map((image) => JSON.parse(image?.scriptResult ?? ''))).toEqual([
      { album: 'holiday', isLandscape: true, thumbnailByteCount: first?.renditions[0]?.byteCount },
      { album: 'work', isLandscape: true, thumbnailByteCount: first?.renditions[0]?.byteCount },
    ]);
  },
);

test('A script that fails does not fail the image', { timeout: LONG_MS }, async () => {
  const processingScript = await writeScript(
    'export function process() { throw new Error("no"); }',
  );
  const running = await startThumbnailer({ processingScript });
  onTestFinished(() => running.stop());
  await running.put('cat.jpg', await drawImage());
  const response = await running.handle(await running.takeMessages(1));
  expect(response).toEqual({ batchItemFailures: [] });
  expect(await running.metadata.findImageByKey(ORIGINALS, 'cat.jpg')).toMatchObject({
    status: 'processed',
    analysisStatus: 'done',
    scriptStatus: 'failed',
    scriptDetail: 'Error: no',
    scriptResult: null,
  });
  expect(await running.thumbnailKeys()).toHaveLength(3);
});
