#!/usr/bin/env bash
# sharp 0.35.5: an image of 16 bits with an sRGB profile comes out in the values of Display P3.
#
# Guess: a PNG of 16 bits that carries an sRGB profile gives the colours of its twin of 8 bits, since
#   sharp converts to sRGB and writes no profile unless it is told to.
# Seen: red 255,0,0 comes out as 234,51,34, the values of Display P3, in a PNG without any profile.
# Here: packages/resize converts such colours itself; color-coding.test.ts compares it with 8 bits.
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent sharp@0.35.5
cat >show.mjs <<'JS'
import sharp from 'sharp';
const red = () => sharp({ create: { width: 32, height: 32, channels: 3, background: '#ff0000' } });
const outcome = async (png) => {
  const out = await sharp(png).resize(16).png().toBuffer();
  const { depth, icc } = await sharp(out).metadata();
  const pixels = await sharp(out).toColourspace('srgb').raw().toBuffer();
  return { stored: depth, profile: icc !== undefined, rgb: [...pixels.subarray(0, 3)].join() };
};
const eight = await red().withIccProfile('srgb').png().toBuffer();
const sixteen = await red().toColourspace('rgb16').withIccProfile('srgb').png().toBuffer();
const [one, other] = [await outcome(eight), await outcome(sixteen)];
console.log('sharp', sharp.versions.sharp, '8 bits:', one, '16 bits:', other);
process.exit(one.rgb === '255,0,0' && other.rgb !== '255,0,0' && !other.profile ? 0 : 1);
JS
node show.mjs
