#!/usr/bin/env bash
# vitest 5.1.1: --testTimeout on the command line reaches the projects of a workspace, --hookTimeout does not.
#
# Guess: both options have precedence over the configurations of the projects.
# Seen: a test of a second passes in a project whose `testTimeout` is 100 ms, with --testTimeout=60000. A hook of
#   a second times out after 100 ms, although --hookTimeout=60000 is there as well.
# Here: the root's vitest.config.ts sets the hooks' time limit of the projects that it defines.
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent vitest@5.1.1
echo "export default { test: { projects: ['one'] } };" >vitest.config.mjs
mkdir one
echo 'export default { test: { testTimeout: 100, hookTimeout: 100 } };' >one/vitest.config.mjs
cat >one/slow.test.mjs <<'JS'
import { beforeAll, test } from 'vitest';
const pause = () => new Promise((resolve) => setTimeout(resolve, 1000));
if (process.env.SLOW === 'hook') beforeAll(pause);
test('takes a second', process.env.SLOW === 'test' ? pause : () => undefined);
JS
run() {
  SLOW=$1 npx vitest run --testTimeout=60000 --hookTimeout=60000 >"$1.log" 2>&1 && echo passes || echo fails
}
npx vitest --version
test=$(run test)
hook=$(run hook)
echo "with both options, a slow test $test and a slow hook $hook"
[ "$test" = passes ] && [ "$hook" = fails ] && grep -q 'Hook timed out in 100ms' hook.log
