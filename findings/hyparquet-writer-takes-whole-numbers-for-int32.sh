#!/usr/bin/env bash
# hyparquet-writer 0.17.0: a column of whole numbers becomes INT32, so that a file size of 3 GB cannot be written.
#
# Guess: JavaScript has one kind of number, so that the writer finds a type which holds all of a column's numbers,
#   INT64 or DOUBLE.
# Seen: the type depends on whether the numbers are whole, not on how large they are. [1, 3000000000] throws
#   "parquet expected int32 value", and [1.5, 3000000000] is written as DOUBLE. A column that has worked for
#   years fails on the day that a count or a number of bytes exceeds 2,147,483,647.
# Here: UNLOAD writes Parquet with DuckDB, with the types of the statement's columns.
# Needs: npm, Node 22 or newer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hyparquet@1.33.0 hyparquet-writer@0.17.0 >/dev/null

cat >probe.mjs <<'PROBE'
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

function typeOf(data) {
  try {
    const file = parquetWriteBuffer({ columnData: [{ name: 'bytes', data }] });
    return parquetMetadata(file).schema[1].type;
  } catch (error) {
    return error.message;
  }
}
const [small, large, fractional] = [[1, 2], [1, 3_000_000_000], [1.5, 3_000_000_000]].map(typeOf);
console.log(`small: ${small}; large: ${large}; fractional: ${fractional}`);
process.exitCode = small === 'INT32' && large.includes('expected int32') && fractional === 'DOUBLE' ? 0 : 1;
PROBE

echo 'hyparquet-writer 0.17.0'
node probe.mjs
