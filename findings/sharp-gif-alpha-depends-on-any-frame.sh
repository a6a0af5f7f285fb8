#!/usr/bin/env bash
# sharp 0.35.5: whether the first frame of a GIF has alpha depends on the frames after it.
#
# Guess: the part of the canvas that a GIF's first frame does not cover is transparent, as browsers
#   show it, whatever follows.
# Seen: it is black, in three channels. With a second frame that has a transparent colour, the first
#   frame, read alone, has four channels, and the same part is transparent.
# Here: packages/resize makes it transparent; gif-canvas.test.ts.
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent sharp@0.35.5
cat >show.mjs <<'JS'
import sharp from 'sharp';
const hex = (...parts) => Buffer.from(parts.join(''), 'hex');
// A canvas of 2 × 2 with two colours; a frame of one red pixel at 1,1.
const header = hex('474946383961', '02000200', '800000', 'ff000000ff00');
const pixel = (place) => hex('2c', place, place, '01000100', '00', '02', '02', '4401', '00');
const clear = hex('21f9040100000000');
const trailer = hex('3b');
const first = pixel('0100');
const corner = async (gif) => {
  const { data, info } = await sharp(gif, { page: 0 }).raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray(0, info.channels)].join();
};
const alone = await corner(Buffer.concat([header, first, trailer]));
const followed = await corner(Buffer.concat([header, first, clear, pixel('0000'), trailer]));
console.log('sharp', sharp.versions.sharp, 'corner of a frame alone:', alone, 'followed:', followed);
process.exit(alone === '0,0,0' && followed === '0,0,0,0' ? 0 : 1);
JS
node show.mjs
