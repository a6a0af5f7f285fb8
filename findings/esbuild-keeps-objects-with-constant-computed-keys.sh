#!/usr/bin/env bash
# esbuild 0.28.2: a bundle contains unused objects whose keys are constants in brackets.
#
# Guess: an object of strings in a constant has no side effects, so that a bundle omits it where it is not used.
# Seen: esbuild keeps an unused object with a computed key, such as `{ [_e]: "client" }`, also if the key is a constant
#   string of the same module. It omits the same object with a plain key. rolldown 1.2.19 omits both.
#   The AWS SDK writes the schemas of its commands with such keys.
# Here: functions are bundled with rolldown (tools/workspace/src/build-for-lambda.ts), which starts them faster.
# Needs: npm.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund esbuild@0.28.2 rolldown@1.2.19

cat >constants.mjs <<'END'
const key = 'httpError';
const computed = { [key]: 'computed key' };
const plain = { httpError: 'plain key' };
export const used = 'used';
END
echo "import { used } from './constants.mjs'; console.log(used);" >small.mjs

kept() { grep -o 'computed key\|plain key' | paste -sd, || true; }

of_esbuild=$(npx esbuild small.mjs --bundle --format=esm --log-level=error | kept)
npx rolldown small.mjs --format esm --dir rolldown >/dev/null
of_rolldown=$(kept <rolldown/small.js)
npx esbuild --version
npx rolldown --version
echo "unused constants in the bundle: esbuild '$of_esbuild', rolldown '$of_rolldown'"
[ "$of_esbuild|$of_rolldown" = 'computed key|' ]
