#!/usr/bin/env bash
# Pillow 13.0.0: an Ultra HDR JPEG, as phones take it, is an animated image of the format MPO.
#
# Guess: the file is a JPEG to Pillow, of one frame, and the gain map behind the image is not seen, because the file
#   starts as every JPEG and any viewer shows it as one.
# Seen: `format` is MPO, the media type image/mpo, `is_animated` is True, and the second frame is the gain map, in its
#   smaller size. A check for `format == "JPEG"` rejects such photos, a check for animations too, and a loop over all
#   frames makes a grey second image. The same pixels without a gain map are a JPEG.
# Needs: Python 3 with venv, npm, Node 22 or newer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5 >/dev/null
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check pillow==13.0.0

cat >draw.mjs <<'DRAW'
import sharp from 'sharp';

const create = { width: 64, height: 48, channels: 3, background: '#c86432' };
await sharp({ create }).jpeg().toFile('plain.jpg');
await sharp({ create }).withGainMap().jpeg().toFile('ultra-hdr.jpg');
DRAW
node draw.mjs

cat >probe.py <<'PROBE'
import PIL
from PIL import Image, ImageSequence

def seen(name):
    image = Image.open(name)
    sizes = [frame.size for frame in ImageSequence.Iterator(image)]
    return image.format, image.get_format_mimetype(), getattr(image, "is_animated", False), sizes

plain, ultra_hdr = seen("plain.jpg"), seen("ultra-hdr.jpg")
print(f"Pillow {PIL.__version__}\nplain: {plain}\nUltra HDR: {ultra_hdr}")
expected = (
    ("JPEG", "image/jpeg", False, [(64, 48)]),
    ("MPO", "image/mpo", True, [(64, 48), (32, 24)]),
)
raise SystemExit(0 if (plain, ultra_hdr) == expected else 1)
PROBE
python/bin/python probe.py
