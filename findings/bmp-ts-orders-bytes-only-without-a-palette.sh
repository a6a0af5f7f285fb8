#!/usr/bin/env bash
# bmp-ts 1.0.9: `toRGBA` orders the bytes of a bitmap without a palette, and not of one with a palette.
#
# Guess: with `toRGBA: true` a red pixel begins with 255,0,0, whether it has 24 bits or a palette.
# Seen: with 24 bits it is 255,0,0,0; with a palette of 8 bits it stays in the order A, B, G, R: 0,0,0,255.
# Here: packages/resize decodes bitmaps itself; bitmaps.test.ts has palettes of 1, 4 and 8 bits.
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent bmp-ts@1.0.9
cat >show.mjs <<'JS'
import { decode } from 'bmp-ts';
// One red pixel. Colours of palettes and of pixels are blue, green, red.
const bitmap = (bits, palette, pixels) => {
  const head = Buffer.alloc(54);
  head.write('BM');
  head.writeUInt32LE(54 + palette.length + pixels.length, 2);
  head.writeUInt32LE(54 + palette.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(1, 18);
  head.writeInt32LE(1, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(pixels.length, 34);
  head.writeUInt32LE(palette.length / 4, 46);
  return Buffer.concat([head, palette, pixels]);
};
const colorOf = (file) => [...decode(file, { toRGBA: true }).data].join(',');
const direct = colorOf(bitmap(24, Buffer.alloc(0), Buffer.from([0, 0, 255, 0])));
const palette = Buffer.concat([Buffer.from([0, 0, 255, 0]), Buffer.alloc(255 * 4)]);
const indexed = colorOf(bitmap(8, palette, Buffer.alloc(4)));
console.log(`24 bits: ${direct}; 8 bits with a palette: ${indexed}`);
process.exit(direct.startsWith('255,0,0') && indexed === '0,0,0,255' ? 0 : 1);
JS
node show.mjs
