#!/usr/bin/env bash
# Nx 23.2.1: a task gets FORCE_COLOR=true although its output is a pipe and NO_COLOR is set.
#
# Guess: with NO_COLOR=1, or with output that is no terminal, a task's environment asks for no colours.
# Seen: FORCE_COLOR=true beside NO_COLOR=1; Node then ignores NO_COLOR and says so. Only FORCE_COLOR=0
#   keeps the colours away. A test that reads a command's output passes alone and fails under Nx.
# Here: tests that compare what an example prints strip control sequences first.
# Needs: npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir project
cat >package.json <<'JSON'
{ "name": "root", "private": true, "workspaces": ["project"], "devDependencies": { "nx": "23.2.1" } }
JSON
cat >project/package.json <<'JSON'
{ "name": "project", "scripts": { "show": "printenv FORCE_COLOR NO_COLOR | paste -sd ' '" } }
JSON
echo '{ "analytics": false, "neverConnectToCloud": true }' >nx.json
npm install --no-audit --no-fund --silent
export NX_DAEMON=false NX_TUI=false
seen() { env -u FORCE_COLOR -u NO_COLOR "$@" npx nx run project:show --skip-nx-cache | grep -E '^(true|0|1)( |$)'; }
npm ls nx --depth=0 | tail -n +2
asked=$(seen NO_COLOR=1)
forced=$(seen FORCE_COLOR=0)
echo "FORCE_COLOR and NO_COLOR of a task: '$asked' under NO_COLOR=1, '$forced' under FORCE_COLOR=0"
[ "$asked" = 'true 1' ] && [ "${forced%% *}" = 0 ]
