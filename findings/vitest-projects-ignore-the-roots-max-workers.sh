#!/usr/bin/env bash
# vitest 5.1.1: maxWorkers in the root configuration does not reach the projects.
#
# Guess: `maxWorkers: 4` beside `projects` holds for the whole run, so that four test files run at once.
# Seen: on two cores one file runs at a time, as without the option. `--maxWorkers=4` on the command line
#   runs four at once.
# Here: the root's `test` script passes --maxWorkers.
# Needs: npm, Node 22 or newer, and fewer than five cores.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent vitest@5.1.1
cat >vitest.config.mjs <<'JS'
import { defineConfig } from 'vitest/config';
export default defineConfig({
  test: { projects: ['one', 'two', 'three'], maxWorkers: Number(process.env.ROOT_MAX_WORKERS) },
});
JS
for project in one two three; do
  mkdir "$project"
  echo "export default { test: { name: '$project' } };" >"$project/vitest.config.mjs"
  for file in 1 2; do
    cat >"$project/$file.test.mjs" <<'JS'
import { appendFileSync } from 'node:fs';
import { test } from 'vitest';
test('notes when it runs', async () => {
  appendFileSync(process.env.NOTES, '+\n');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  appendFileSync(process.env.NOTES, '-\n');
});
JS
  done
done
most_at_once() {
  rm -f notes
  NOTES="$folder/notes" ROOT_MAX_WORKERS=$1 npx vitest run "${@:2}" >vitest.log 2>&1
  awk '/\+/ { open++; if (open > most) most = open } /-/ { open-- } END { print most }' notes
}
npx vitest --version
root=$(most_at_once 4)
command_line=$(most_at_once 1 --maxWorkers=4)
echo "files at once with maxWorkers 4 in the root configuration: $root; on the command line: $command_line"
[ "$root" -lt 4 ] && [ "$command_line" -eq 4 ]
