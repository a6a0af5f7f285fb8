#!/usr/bin/env bash
# sharp 0.35.5: a PNG whose EXIF stands behind the pixels is not turned.
#
# Guess: the orientation in a PNG's eXIf chunk counts wherever the chunk stands, since the PNG
#   specification (third edition, 5.6) allows it before and after IDAT.
# Seen: before IDAT the image is turned, after it not, and no orientation is told.
# Here: packages/resize moves the chunk; damage.test.ts.
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent sharp@0.35.5
cat >show.mjs <<'JS'
import sharp from 'sharp';
const source = sharp({ create: { width: 40, height: 20, channels: 3, background: '#c86432' } });
const early = await source.withMetadata({ orientation: 6 }).png().toBuffer();
const chunks = [];
for (let at = 8; at < early.length; at += 12 + early.readUInt32BE(at)) {
  chunks.push(early.subarray(at, at + 12 + early.readUInt32BE(at)));
}
const is = (chunk, type) => chunk.toString('latin1', 4, 8) === type;
const late = Buffer.concat([
  early.subarray(0, 8),
  ...chunks.filter((chunk) => !is(chunk, 'eXIf') && !is(chunk, 'IEND')),
  ...chunks.filter((chunk) => is(chunk, 'eXIf')),
  ...chunks.filter((chunk) => is(chunk, 'IEND')),
]);
const widthOf = async (png) => (await sharp(png).autoOrient().raw().toBuffer({ resolveWithObject: true })).info.width;
const [before, after] = [await widthOf(early), await widthOf(late)];
console.log('sharp', sharp.versions.sharp, 'width turned, EXIF before the pixels:', before, 'behind them:', after);
process.exit(before === 20 && after === 40 ? 0 : 1);
JS
node show.mjs
