#!/usr/bin/env bash
# Node 24.21.0, `node:zlib`, the levels of Zstandard.
# Guess: with ZSTD_c_compressionLevel -1 an output is larger than with 1 and smaller than with -2, because
#   Zstandard's negative levels compress faster and less the lower they are.
# Seen: with -1 the output is that of the default level, 3, byte for byte. Node fills the array of parameters
#   with -1 for those that are not given, so that a given -1 is not passed on. The other negative levels are.
# Here: the ETL compresses with level 1 (apps/etl/src/staged-files.ts).
# Needs: npm.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund node@24.21.0 >/dev/null

cat >probe.mjs <<'JS'
import { constants, zstdCompressSync } from 'node:zlib';

const text = Array.from(
  { length: 20_000 },
  (_, n) => `{"id":${n},"name":"image ${(n * 7919) % 1000}","day":"2026-01-${(n % 28) + 1}"}`,
).join('\n');
const compress = (level) =>
  zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: level } });

console.log(`Node ${process.version}`);
for (const level of [3, 1, -1, -2]) console.log(`level ${level}: ${compress(level).length} bytes`);
const isDefault = compress(-1).equals(zstdCompressSync(text));
console.log(`level -1 is ${isDefault ? '' : 'not '}the same as no level`);
process.exit(isDefault && compress(-2).length > compress(1).length ? 0 : 1);
JS
node_modules/.bin/node probe.mjs
