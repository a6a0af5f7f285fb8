#!/usr/bin/env bash
# @cornerstonejs/codec-openjpeg 1.3.6: an RGB image with alpha ends with a number instead of an error.
#
# Guess: `decode` of a JP2 with four components works, and `componentCount` is 4.
# Seen: it throws an address in the module's memory. The same codestream decodes behind a header whose
# component mapping selects three components, or the fourth.
# Here: packages/resize writes that header; jpeg-successors.test.ts has images with a fourth component.
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @cornerstonejs/codec-openjpeg@1.3.6
cat >show.cjs <<'JS'
const createOpenJpeg = require('@cornerstonejs/codec-openjpeg/decodewasmjs');
const { readFileSync } = require('node:fs');
// 16 × 16 pixels with 4 components, without loss. Written by OpenJPEG 2.5.
const file = Buffer.from(
  'AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAAEAAAABAABAcHAAAAAAAPY29scgEAAAAAABAAAAFlanAyY/9P/1EAMgAAAAAAEAAAABAAAAAAAAAAAAAAABAAAAAQAAAAAAAAAAAABAcBAQcBAQcBAQcBAf9SAAwAAAABAQAEBAAB/1wABEBA/2QAJQABQ3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9uIDIuNS4w/5AACgAAAAAA6gAB/5PPtOSU9APAKVEQXoK3CIaAkFKNBCBkAAAAADCNYfY/RThH3KaI+5TRIS/komAAAAwjen6P0U4R9ymiQl/fgeg7DQ0pxrVCAHTrCmjGjSz8BOgAAYSEv2LkAhIAAGEhLskrv6ABhIS4VekGEhL9OdkvIAAADCQlSXojCQl/34IgFABbQ9h974ho930mABhHmKcR9ymiQl7VWAGEeYpxH3KaJCXnKCAwjzFOI+5TRIS//kTgAAAAwjen6P0U4R9ymiQl/3/PtFgUAFyvIGQAIbnGisHm8L3hFBfRfnDE/9k=',
  'base64',
);
const big = (value, size) => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
};
const box = (type, ...parts) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([big(body.length + 8, 4), Buffer.from(type), body]);
};
// The file with a palette that no component uses, and a mapping of the given components.
const select = (...components) => {
  const start = file.subarray(0, file.indexOf('jp2h') - 4);
  const header = box(
    'jp2h',
    box('ihdr', big(16, 4), big(16, 4), big(4, 2), Buffer.from([7, 7, 0, 0])),
    box('colr', Buffer.from([1, 0, 0]), big(components.length === 3 ? 16 : 17, 4)),
    box('pclr', big(1, 2), Buffer.from([components.length, ...components.map(() => 7)]),
      Buffer.alloc(components.length)),
    box('cmap', ...components.map((index) => Buffer.from([0, index, 0, 0]))),
  );
  return Buffer.concat([start, header, file.subarray(file.indexOf('jp2c') - 4)]);
};
const wasmBinary = readFileSync(require.resolve('@cornerstonejs/codec-openjpeg/decodewasm'));
(async () => {
  const { J2KDecoder } = await createOpenJpeg({ wasmBinary, print() {}, printErr() {} });
  const decode = (bytes) => {
    const decoder = new J2KDecoder();
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    try {
      decoder.decode();
      return `${decoder.getFrameInfo().componentCount} component(s)`;
    } catch (error) {
      return `throws a ${typeof error}`;
    }
  };
  const seen = [file, select(0, 1, 2), select(3)].map(decode);
  console.log(`as it is: ${seen[0]}; three of them: ${seen[1]}; the fourth: ${seen[2]}`);
  const expected = ['throws a number', '3 component(s)', '1 component(s)'];
  process.exit(seen.join() === expected.join() ? 0 : 1);
})();
JS
echo '@cornerstonejs/codec-openjpeg 1.3.6'
node show.cjs
