#!/usr/bin/env bash
# PGlite accepts `SET statement_timeout`, and no statement is ever cancelled by it.
#
# Expected: as in PostgreSQL, a query that runs longer than statement_timeout fails with 57014.
# Seen: the setting is kept and shown, and the query runs to its end: in WebAssembly no signal of a
# timer interrupts the one thread.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent @electric-sql/pglite@0.5.16

cat >timeout.mjs <<'SCRIPT'
import { PGlite } from '@electric-sql/pglite';
import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync('node_modules/@electric-sql/pglite/package.json', 'utf8'));
const database = await PGlite.create();
await database.exec('SET statement_timeout = 10');
const { rows } = await database.query('SHOW statement_timeout');
const startedAt = performance.now();
const outcome = await database
  .query('SELECT count(*) FROM generate_series(1, 2000000)')
  .then(() => 'finished', (error) => `failed with ${error.code}`);
const durationMs = Math.round(performance.now() - startedAt);
console.log(`@electric-sql/pglite ${version}, statement_timeout ${rows[0].statement_timeout}`);
console.log('expected: failed with 57014');
console.log(`seen:     ${outcome} after ${durationMs} ms`);
process.exit(outcome === 'finished' && durationMs > 10 ? 0 : 1);
SCRIPT
node timeout.mjs
