#!/usr/bin/env bash
# Node 24.21.0, PGlite 0.5.16: after a few thousand trivial statements, V8 takes 600 MB to optimise one function.
#
# Guess: a process that opens an empty database in memory and runs 3,000 times `SELECT 1` keeps below 400 MB.
#   Compilers of the tiers above the first take some megabytes more for a moment.
# Seen: the peak is 1,063 MB. A function of 105 kB of WebAssembly becomes hot, although only trivial SQL was parsed,
#   and V8's optimising compiler allocates 600 MB for it, in a thread, for about two seconds. Then the memory
#   falls again. With `--liftoff-only`, which does not optimise, the peak is 641 MB, that of initdb in memory. The
#   flags that omit phases (--no-wasm-loop-unrolling, --no-wasm-loop-peeling, --no-wasm-inlining) do not change it.
# Here: it is more than half of the peak memory of `npm start` with a new data folder; tools/bench/README.md states
#   it at bench:pipeline.
# Needs: npm, Linux, Node 24.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @electric-sql/pglite@0.5.16 >/dev/null

cat >probe.mjs <<'PROBE'
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';

const database = await PGlite.create();
for (let count = 0; count < 3000; count += 1) await database.exec('SELECT 1');
await delay(5000);
console.log(Math.round(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1] / 1024));
process.exit();
PROBE

echo "Node $(node --version), PGlite 0.5.16"
# The trace prints the largest memory of each compilation.
node --trace-wasm-compilation-times probe.mjs >trace.txt
optimised=$(tail -n 1 trace.txt)
largest=$(sed -nE 's/.*using TurboFan.* and ([0-9]+) \/ .*/\1/p' trace.txt | sort -n | tail -n 1)
baseline=$(node --liftoff-only probe.mjs)
echo "peak memory: $optimised MB, with --liftoff-only $baseline MB; largest compilation: $((largest / 1000000)) MB"
[ "$largest" -gt 400000000 ] && [ "$optimised" -gt $((baseline * 3 / 2)) ]
