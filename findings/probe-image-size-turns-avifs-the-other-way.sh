#!/usr/bin/env bash
# probe-image-size 7.5.0: it reports orientation 8 for an AVIF that has to be turned as by orientation 6, and 6 for 8.
#
# Guess: it converts the irot property of an AVIF to the orientation of EXIF with the same effect. irot counts
#   quarter turns anticlockwise (ISO/IEC 23008-12, 6.5.10), EXIF describes clockwise ones.
# Seen: 3 quarter turns anticlockwise are reported as 8, and 1 as 6. Orientations with a mirror (2, 4, 5, 7) and 3
#   are right. Whoever turns the image by the reported number gets it upside down.
# Here: packages/resize leaves the turn to libheif; test/surprises.test.ts has an image with irot.
# Needs: npm, Python 3 with venv.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check pillow==12.0.0
python/bin/python - <<'PYTHON'
from PIL import Image

for orientation in range(2, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (40, 20), "red").save(f"{orientation}.avif", exif=exif)
PYTHON

npm init -y >/dev/null
npm install --no-audit --no-fund --silent probe-image-size@7.5.0
cat >show.cjs <<'JS'
const { readFileSync } = require('node:fs');
const probe = require('probe-image-size');
const reported = [2, 3, 4, 5, 6, 7, 8].map((name) => probe.sync(readFileSync(`${name}.avif`)).orientation);
const irot = [6, 8].map((name) => {
  const bytes = readFileSync(`${name}.avif`);
  return bytes[bytes.indexOf('irot') + 4];
});
console.log('saved with 2 3 4 5 6 7 8, reported', reported.join(' '), '- irot of 6 and 8:', irot.join(' '));
process.exit(reported.join() === '2,3,4,5,8,7,6' && irot.join() === '3,1' ? 0 : 1);
JS
node show.cjs
