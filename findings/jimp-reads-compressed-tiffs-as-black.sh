#!/usr/bin/env bash
# jimp 1.6.1: a TIFF whose compression its reader (utif2 4.1.0) does not know becomes a black image, without an error.
#
# Guess: read() rejects a TIFF with WebP compression, and names the compression.
# Seen: read() resolves with the right width and height, and each pixel is opaque black. sharp 0.35.5 shows the same
#   file with its colours.
# Here: packages/resize does not use jimp. It reads this compression, and rejects others by name
#   (packages/resize/test/tiff-kinds.test.ts).
# Needs: npm, Node 20.9 or newer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jimp@1.6.1 sharp@0.35.5 >/dev/null

cat >probe.mjs <<'PROBE'
import { Jimp } from 'jimp';
import sharp from 'sharp';

const red = sharp({ create: { width: 70, height: 50, channels: 3, background: '#c83214' } });
async function read(compression) {
  const tiff = await red.clone().tiff({ compression, quality: 100 }).toBuffer();
  const image = await Jimp.read(tiff);
  const hex = image.getPixelColor(35, 25).toString(16).padStart(8, '0');
  const [r] = await sharp(tiff).raw().toBuffer();
  console.log(`${compression}: jimp ${image.width} x ${image.height} #${hex}, red of sharp ${r}`);
  return { hex, r };
}
const deflate = await read('deflate');
const webp = await read('webp');
const shows = ({ r }) => Math.abs(r - 200) <= 1;
const same = deflate.hex === 'c83214ff' && webp.hex === '000000ff' && shows(deflate) && shows(webp);
process.exitCode = same ? 0 : 1;
PROBE

echo 'jimp 1.6.1, sharp 0.35.5'
node probe.mjs
