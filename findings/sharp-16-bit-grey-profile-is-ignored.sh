#!/usr/bin/env bash
# sharp 0.35.5: the profile of a grey image counts with 8 bits a sample, and not with 16.
#
# Guess: a grey PNG with a profile of linear light is converted alike with 8 and with 16 bits.
# Seen: the middle value becomes 188 with 8 bits, as it should, and stays 128 with 16.
# Here: packages/resize converts grey of 16 bits itself; color-coding.test.ts compares it with 8 bits.
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent sharp@0.35.5
cat >show.mjs <<'JS'
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
const u32 = (...values) => Buffer.concat(values.map((value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}));
const s15 = (...values) => u32(...values.map((value) => Math.round(value * 65536)));
const text = (words) => {
  const wide = Buffer.from(words, 'utf16le').swap16();
  return Buffer.concat([Buffer.from('mluc'), u32(0, 1, 12), Buffer.from('enUS'), u32(wide.length, 28), wide]);
};
const D50 = [0.9642, 1, 0.8249];
const parts = [
  ['desc', text('grey')],
  ['cprt', text('none')],
  ['wtpt', Buffer.concat([Buffer.from('XYZ '), u32(0), s15(...D50)])],
  ['kTRC', Buffer.concat([Buffer.from('curv'), u32(0, 1), Buffer.from([1, 0, 0, 0])])],
];
let at = 128 + 4 + 12 * parts.length;
const table = [u32(parts.length)];
for (const [tag, data] of parts) {
  table.push(Buffer.from(tag), u32(at, data.length));
  at += data.length;
}
const head = Buffer.alloc(128);
head.writeUInt32BE(at, 0);
head.writeUInt32BE(0x04300000, 8);
head.write('mntrGRAYXYZ ', 12, 'latin1');
head.write('acsp', 36, 'latin1');
s15(...D50).copy(head, 68);
const profile = Buffer.concat([head, ...table, ...parts.map(([, data]) => data)]);
const chunk = (type, data) => {
  const body = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
};
const png = (bits) => {
  const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc((32 * bits) / 8, 0x80)]);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.concat([u32(32, 32), Buffer.from([bits, 0, 0, 0, 0])])),
    chunk('iCCP', Buffer.concat([Buffer.from('grey\0\0'), deflateSync(profile)])),
    chunk('IDAT', deflateSync(Buffer.concat(Array(32).fill(row)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
const middle = async (bits) => (await sharp(png(bits)).toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer())[0];
const [eight, sixteen] = [await middle(8), await middle(16)];
console.log('sharp', sharp.versions.sharp, '8 bits:', eight, '16 bits:', sixteen);
process.exit(Math.abs(eight - 188) <= 1 && sixteen === 128 ? 0 : 1);
JS
node show.mjs
