#!/usr/bin/env bash
# Pillow 12.0.0: saving an AVIF removes the orientation from the Exif object that the caller passed.
#
# Guess: `image.save('a.avif', exif=exif)` reads the object, as saving a JPEG does, so that the same object can be
#   given to the JPEG that is saved next to the AVIF.
# Seen: the AVIF gets the orientation as its irot property, and the object is without orientation afterwards. A JPEG
#   that is saved next with the same object is not turned; one that is saved before is.
# Needs: Python 3 with venv.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check pillow==12.0.0

cat >probe.py <<'PROBE'
import PIL
from PIL import Image

ORIENTATION = 0x0112
image = Image.new("RGB", (40, 20), "red")
exif = Image.Exif()
exif[ORIENTATION] = 6
seen = []
for name in ("first.jpg", "second.avif", "third.jpg"):
    image.save(name, exif=exif)
    seen.append(exif.get(ORIENTATION))
first, third = (Image.open(name).getexif().get(ORIENTATION) for name in ("first.jpg", "third.jpg"))
print(f"Pillow {PIL.__version__}: after each save {seen}; in the first JPEG {first}, in the last {third}")
raise SystemExit(0 if (seen, first, third) == ([6, None, None], 6, None) else 1)
PROBE
python/bin/python probe.py
