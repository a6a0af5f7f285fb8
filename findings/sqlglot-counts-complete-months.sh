#!/usr/bin/env bash
# sqlglot 30.30.0: Redshift's DATEDIFF, transpiled to PostgreSQL, gives other numbers without a warning.
#
# Guess: DATEDIFF becomes an expression that counts boundaries, as Redshift's guide defines the function, so
#   that 31 January and 1 February are one month apart, and 09:00 and 21:00 of the same day no day.
# Seen: months and years become AGE(), which counts complete ones: one day across the end of the year is 0
#   months and 0 years. Days become seconds / 86400, rounded by the cast: the twelve hours become 1 day.
# Here: packages/stand-ins/local-redshift-data has its own DATEDIFF, which counts boundaries, and a test with
#   the guide's results.
# Needs: npm, Node 22 or newer, Python 3 with venv.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check sqlglot==30.30.0
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @electric-sql/pglite@0.5.16 >/dev/null

cat >transpile.py <<'PROBE'
import sqlglot

for statement in (
    "SELECT DATEDIFF(month, '2025-12-31'::date, '2026-01-01'::date)",
    "SELECT DATEDIFF(year, '2025-12-31'::date, '2026-01-01'::date)",
    "SELECT DATEDIFF(day, '2026-01-01 09:00'::timestamp, '2026-01-01 21:00'::timestamp)",
):
    print(sqlglot.transpile(statement, read="redshift", write="postgres")[0])
PROBE
cat >probe.mjs <<'PROBE'
import { execFileSync } from 'node:child_process';
import { PGlite } from '@electric-sql/pglite';

const statements = execFileSync('python/bin/python', ['transpile.py'], { encoding: 'utf8' });
const postgres = await PGlite.create();
const results = [];
for (const statement of statements.trim().split('\n')) {
  const { rows } = await postgres.query(statement, [], { rowMode: 'array' });
  results.push(Number(rows[0][0]));
}
console.log(`months, years, days: ${results.join(', ')}; Redshift's guide: 1, 1, 0`);
process.exitCode = results.join() === '0,0,1' ? 0 : 1;
PROBE

echo 'sqlglot 30.30.0'
node probe.mjs
