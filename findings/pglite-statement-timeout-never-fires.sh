#!/usr/bin/env bash
# PGlite 0.5.16 (PostgreSQL in WebAssembly): statement_timeout is accepted and shown, and never fires.
#
# Guess: a query of about a second fails with SQLSTATE 57014 under a statement_timeout of 50 ms, as on
#   every PostgreSQL server.
# Seen: the query runs to its end and returns its rows. WebAssembly gets no timer signal while a
#   statement runs, so that no timeout of the server can interrupt it.
# Here: packages/stand-ins/local-redshift-data ends the worker of a statement that exceeds its limit.
# Needs: npm, Node 20 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @electric-sql/pglite@0.5.16
cat >timeout.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
const database = await PGlite.create();
await database.exec("SET statement_timeout = '50ms'");
const { rows: settings } = await database.query('SHOW statement_timeout');
const startedAt = performance.now();
const outcome = await database
  .query('SELECT COUNT(*)::int AS count FROM generate_series(1, 3000000) n WHERE md5(n::text) > $1', ['0'])
  .then(({ rows }) => `returned ${rows[0].count} rows`, (error) => `failed with ${error.code}`);
const durationMs = Math.round(performance.now() - startedAt);
console.log(`statement_timeout ${settings[0].statement_timeout}: ${outcome} after ${durationMs} ms`);
process.exit(outcome.startsWith('returned') && durationMs > 100 ? 0 : 1);
JS
npm ls @electric-sql/pglite --depth=0 | tail -n +2
node timeout.mjs
