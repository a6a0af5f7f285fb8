#!/usr/bin/env bash
# sharp 0.35.5: tiff({ compression: 'zstd' }) and 'jp2k' are documented and accepted, but the prebuilt binary cannot
# write them.
#
# Guess: each compression in sharp's list can be written, or tiff() throws at once, as for a misspelt compression.
# Seen: tiff({ compression: 'zztd' }) throws a list that has zstd and jp2k. With these two the error comes only from
#   toBuffer(), after the image was processed: "ZSTD compression support is not configured" and "Compression scheme
#   33004 scanline encoding is not implemented".
# Here: packages/resize reads TIFFs with ZSTD without sharp (packages/resize/test/tiff-kinds.test.ts).
# Needs: npm, Node 20.9 or newer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5 >/dev/null

cat >probe.mjs <<'PROBE'
import sharp from 'sharp';

const red = sharp({ create: { width: 70, height: 50, channels: 3, background: '#c83214' } });
async function write(compression) {
  let image;
  try {
    image = red.clone().tiff({ compression });
  } catch (error) {
    return `tiff(): ${error.message}`;
  }
  return image.toBuffer().then(
    () => 'written',
    (error) => `toBuffer(): ${error.message.split('\n').find((line) => /ZSTD|33004/.test(line))}`,
  );
}
const results = {};
for (const compression of ['zztd', 'deflate', 'webp', 'zstd', 'jp2k']) {
  results[compression] = await write(compression);
  console.log(`${compression}: ${results[compression]}`);
}
const same =
  /^tiff\(\): .*zstd.*jp2k/.test(results.zztd) &&
  results.deflate === 'written' &&
  results.webp === 'written' &&
  results.zstd.startsWith('toBuffer(): ') &&
  results.jp2k.startsWith('toBuffer(): ');
process.exitCode = same ? 0 : 1;
PROBE

echo 'sharp 0.35.5'
node probe.mjs
