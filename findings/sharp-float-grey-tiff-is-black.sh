#!/usr/bin/env bash
# sharp 0.35.5: a TIFF of grey floats from 0 to 1 comes out black.
#
# Guess: floats of 0 to 1, the usual range, come out as a ramp from black to white.
# Seen: every pixel is 0 or 1 of 255.
# Here: packages/resize reads such samples itself; tiff-kinds.test.ts.
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent sharp@0.35.5
cat >show.mjs <<'JS'
import sharp from 'sharp';
const [width, height] = [64, 4];
const ramp = Float32Array.from({ length: width * height }, (_, i) => (i % width) / (width - 1));
const fields = [
  [256, 4, width], [257, 4, height], [258, 3, 32], [259, 3, 1], [262, 3, 1],
  [273, 4, 8], [277, 3, 1], [278, 4, height], [279, 4, ramp.byteLength], [339, 3, 3],
];
const directory = Buffer.alloc(2 + 12 * fields.length + 4);
directory.writeUInt16LE(fields.length);
fields.forEach(([tag, type, value], i) => {
  directory.writeUInt16LE(tag, 2 + 12 * i);
  directory.writeUInt16LE(type, 4 + 12 * i);
  directory.writeUInt32LE(1, 6 + 12 * i);
  directory.writeUInt32LE(value, 10 + 12 * i);
});
const head = Buffer.from('49492a0000000000', 'hex');
head.writeUInt32LE(8 + ramp.byteLength, 4);
const tiff = Buffer.concat([head, Buffer.from(ramp.buffer), directory]);
const png = await sharp(tiff).png().toBuffer();
const pixels = await sharp(png).toColourspace('b-w').raw().toBuffer();
const brightest = Math.max(...pixels);
console.log('sharp', sharp.versions.sharp, 'brightest of the ramp, of 255:', brightest);
process.exit(brightest <= 1 ? 0 : 1);
JS
node show.mjs
