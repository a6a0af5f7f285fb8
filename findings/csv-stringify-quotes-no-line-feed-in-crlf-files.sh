#!/usr/bin/env bash
# csv-stringify 6.9.0: with records that end in CRLF, a line feed in a value is not quoted.
#
# Guess: a value with a line break of any kind is in quotes, because RFC 4180 has no line feed outside of them, and
#   Python's csv module quotes it with its default, which is CRLF too.
# Seen: with record_delimiter '\r\n' only a value that contains CRLF is in quotes. A value with a line feed alone is
#   written as it is, and Python, pandas and others read two records. With the default delimiter it is quoted.
# Here: local-redshift-data writes results in CSV with CRLF, and sets quoted_match to quote all line breaks; the
#   test is 'CSV is read with GetStatementResultV2, and only there' in its statements.test.ts.
# Needs: Node, npm, Python 3.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund csv-stringify@6.9.0
cat >write.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
const rows = [['first\nsecond', 'x']];
writeFileSync('crlf.csv', stringify(rows, { record_delimiter: '\r\n' }));
writeFileSync('lf.csv', stringify(rows));
writeFileSync('quoted.csv', stringify(rows, { record_delimiter: '\r\n', quoted_match: /[\r\n]/ }));
JS
node write.mjs
seen=$(python3 -c "
import csv
for name in ('crlf', 'lf', 'quoted'):
    with open(name + '.csv', newline='') as file:
        print(name, len(list(csv.reader(file))))
" | tr '\n' ' ')
echo "csv-stringify $(node -p "require('./node_modules/csv-stringify/package.json').version")"
echo "records that Python reads of one: $seen"
[ "$seen" = 'crlf 2 lf 1 quoted 1 ' ]
