#!/usr/bin/env bash
# sharp 0.35.5: 8 bits that become 16 by toColourspace('rgb16') are not scaled evenly.
#
# Guess: 8-bit values are multiplied by 257, so that 1 becomes 257, 128 becomes 32896 and 255 65535.
# Seen: 1 becomes 511, 128 becomes 32768, and 255 65535.
# Here: packages/resize widens 8 bits itself, by tables; color-coding.test.ts.
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent sharp@0.35.5
cat >show.mjs <<'JS'
import sharp from 'sharp';
const values = [1, 128, 255];
const raw = { width: 1, height: 1, channels: 3 };
const { buffer, byteOffset } = await sharp(Buffer.from(values), { raw })
  .toColourspace('rgb16')
  .raw({ depth: 'ushort' })
  .toBuffer();
const words = [...new Uint16Array(buffer, byteOffset, 3)];
console.log('sharp', sharp.versions.sharp, values.join(), 'become', words.join());
process.exit(words.every((word, i) => word === values[i] * 257) ? 1 : 0);
JS
node show.mjs
