#!/usr/bin/env bash
# sharp 0.35.5: keepGainMap() applies negate() to the gain map as well as to the image, but linear() to the image alone.
#
# Guess: the gain map of an Ultra HDR JPEG follows the geometry (resize, rotate, extract), and an operation on
#   pixel values changes the image alone.
# Seen: that is right for linear() and tint(). After negate(), the mean of the map is 255 minus what it was: an HDR
#   display brightens most what was not to be brightened. sharp does not report it, although it throws for
#   operations that it cannot apply beside a gain map, such as modulate() and trim().
# Here: packages/resize keeps no gain map, because renditions are in sRGB.
# Needs: npm, Node 22 or newer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5 >/dev/null

cat >probe.mjs <<'PROBE'
import sharp from 'sharp';

const [width, height] = [640, 480];
const pixels = Buffer.alloc(width * height * 3);
for (let y = 0; y < height; y += 1)
  for (let x = 0; x < width; x += 1) pixels.fill((x * 255) / width, (y * width + x) * 3, (y * width + x + 1) * 3);
const ultraHdr = await sharp(pixels, { raw: { width, height, channels: 3 } })
  .withGainMap()
  .jpeg()
  .toBuffer();

async function meanOfMap(operation) {
  const { gainMap } = await sharp(await operation(sharp(ultraHdr).keepGainMap()).jpeg().toBuffer()).metadata();
  return Math.round((await sharp(gainMap.image).stats()).channels[0].mean);
}
const kept = await meanOfMap((image) => image);
const negated = await meanOfMap((image) => image.negate());
const halved = await meanOfMap((image) => image.linear(0.5));
console.log(`mean of the gain map: kept ${kept}, after negate() ${negated}, after linear(0.5) ${halved}`);
process.exitCode = Math.abs(negated - (255 - kept)) <= 2 && halved === kept && kept < 50 ? 0 : 1;
PROBE

echo 'sharp 0.35.5'
node probe.mjs
