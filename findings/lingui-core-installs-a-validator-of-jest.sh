#!/usr/bin/env bash
# @lingui/core 6.11.0: a library for browsers installs jest-validate, react-is and yargs' types.
#
# Guess: the run-time library, whose bundle has a few kilobytes, installs itself and its parser of messages.
# Seen: it requires the Babel plugin of its macros, and with it the configuration of the command line
#   tools, which requires jest-validate. Everybody who audits production dependencies sees them.
# Here: apps/web formats its messages with intl-messageformat, which installs three further packages.
# Needs: npm, Node 22 or newer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --omit=dev --omit=optional @lingui/core@6.11.0 >/dev/null

echo '@lingui/core 6.11.0'
echo "installed packages: $(npm ls --all --parseable | tail -n +2 | wc -l)"
for name in jest-validate react-is @types/yargs; do
  version=$(node -p "require('./node_modules/$name/package.json').version")
  echo "$name $version"
done
