#!/usr/bin/env bash
# @cwasm/nsbmp 0.1.3: white in a bitmap of 16 bits a pixel comes out as 248,248,248.
#
# Guess: the largest value of 5 bits, 31, becomes the largest of 8, 255.
# Seen: it becomes 248: the bits are shifted, and not scaled.
# Here: packages/resize decodes bitmaps itself and scales; bitmaps.test.ts has fields of 5 and 6 bits.
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @cwasm/nsbmp@0.1.3
cat >show.mjs <<'JS'
import nsbmp from '@cwasm/nsbmp';
const file = Buffer.alloc(58);
file.write('BM');
file.writeUInt32LE(58, 2);
file.writeUInt32LE(54, 10);
file.writeUInt32LE(40, 14);
file.writeInt32LE(1, 18);
file.writeInt32LE(1, 22);
file.writeUInt16LE(1, 26);
file.writeUInt16LE(16, 28);
file.writeUInt32LE(4, 34);
// Five bits each of red, green and blue, all of them set.
file.writeUInt16LE(0x7fff, 54);
const color = [...nsbmp.decode(file).data.subarray(0, 3)].join(',');
console.log(`white of 16 bits: ${color}`);
process.exit(color === '248,248,248' ? 0 : 1);
JS
node show.mjs
