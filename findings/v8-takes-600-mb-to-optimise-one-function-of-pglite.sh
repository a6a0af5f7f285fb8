#!/usr/bin/env bash
# Node 24.21.0, PGlite 0.5.16: after a few thousand trivial statements, V8 takes 600 MB to optimise one function.
#
# Guess: a process that opens an existing database and runs 3,000 times `SELECT 1` keeps below 400 MB.
#   Compilers of the tiers above the first take some megabytes more for a moment.
# Seen: the peak is 836 MB. A function of 105 kB of WebAssembly becomes hot, although only trivial SQL was parsed,
#   and V8's optimising compiler allocates 600 MB for it, in a thread, for about two seconds. Then the memory
#   falls again. With `--liftoff-only`, which does not optimise, the peak is 277 MB. The flags that omit phases
#   (--no-wasm-loop-unrolling, --no-wasm-loop-peeling, --no-wasm-inlining, --no-turboshaft-loop-unrolling) do not
#   change it: the memory is then taken by the first phase that remains.
#   The function is PostgreSQL's grammar. V8 decides when it first compiles a function whether it may optimise it
#   later. `--wasm-tier-up-filter=0` during the first, empty query therefore excludes the grammar and little else:
#   the peak is 323 MB, and the largest compilation takes 40 MB.
# Here: packages/stand-ins/local-redshift-data/src/keep-unoptimised.ts does this; it halves the peak memory of the
#   first start with a new data folder, and saves a second of processor time or more for each of two parsers.
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
import { setFlagsFromString } from 'node:v8';
import { PGlite, protocol } from '@electric-sql/pglite';

class Filtered extends PGlite {
  async _initArrayTypes(options) {
    setFlagsFromString('--wasm-tier-up-filter=0');
    await this.execProtocol(protocol.serialize.query(';'));
    setFlagsFromString('--wasm-tier-up-filter=-1');
    return super._initArrayTypes(options);
  }
}

const database = new (process.argv[2] === 'filtered' ? Filtered : PGlite)('data');
await database.waitReady;
for (let count = 0; count < 3000; count += 1) await database.exec('SELECT 1');
await delay(5000);
console.log(Math.round(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1] / 1024));
process.exit();
PROBE

echo "Node $(node --version), PGlite 0.5.16"
# The probes open a folder that exists, because initdb parses SQL as well.
node --input-type=module -e "
  import { PGlite } from '@electric-sql/pglite';
  await (await PGlite.create('data')).close();
"
# The trace prints the largest memory of each compilation.
largest_of() {
  sed -nE 's/.*using TurboFan.* and ([0-9]+) \/ .*/\1/p' "$1" | sort -n | tail -n 1
}
node --trace-wasm-compilation-times probe.mjs >trace.txt
node --trace-wasm-compilation-times probe.mjs filtered >filtered.txt
optimised=$(tail -n 1 trace.txt)
filtered=$(tail -n 1 filtered.txt)
baseline=$(node --liftoff-only probe.mjs)
largest=$(largest_of trace.txt)
largest_filtered=$(largest_of filtered.txt)
echo "peak memory: $optimised MB, with the filter $filtered MB, with --liftoff-only $baseline MB"
echo "largest compilation: $((largest / 1000000)) MB, with the filter $((largest_filtered / 1000000)) MB"
[ "$largest" -gt 400000000 ] && [ "$largest_filtered" -lt 200000000 ] && [ "$optimised" -gt $((filtered * 4 / 3)) ]
