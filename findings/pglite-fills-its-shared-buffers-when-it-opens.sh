#!/usr/bin/env bash
# PGlite 0.5.16 (PostgreSQL in WebAssembly): an empty database keeps all 128 MB of shared buffers resident.
#
# Guess: as on a server, memory of shared_buffers becomes resident when a page is first read into it, so
#   that an empty database with 128 MB takes at most 20 MB more than one with 16 MB.
# Seen: it takes about 120 MB more as soon as it is open. WebAssembly has no memory that the system maps
#   and fills later: PostgreSQL's shared memory is allocated and cleared.
# Here: packages/stand-ins/local-redshift-data opens its database with 32 MB
#   (test/settings-and-names.test.ts).
# Needs: npm, Linux, Node 20 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @electric-sql/pglite@0.5.16
cat >resident.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
const [size] = process.argv.slice(2);
const startParams = [...PGlite.defaultStartParams, ...(size ? ['-c', `shared_buffers=${size}`] : [])];
const database = await PGlite.create({ dataDir: './database', startParams });
const { rows } = await database.query('SHOW shared_buffers');
// The resident part of the largest mapping that can be written: WebAssembly's memory.
const mappings = readFileSync('/proc/self/smaps', 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
const residentMb = Math.max(
  ...mappings
    .filter((mapping) => /^\S+ rw-p/.test(mapping))
    .map((mapping) => Number(/^Rss:\s+(\d+)/m.exec(mapping)?.[1]) / 1024),
);
console.error(`shared_buffers ${rows[0].shared_buffers}: ${Math.round(residentMb)} MB of WebAssembly resident`);
console.log(Math.round(residentMb));
await database.close();
JS
npm ls @electric-sql/pglite --depth=0 | tail -n +2
node resident.mjs >/dev/null 2>&1 # creates the database
default=$(node resident.mjs)
small=$(node resident.mjs 16MB)
[ $((default - small)) -gt 80 ]
