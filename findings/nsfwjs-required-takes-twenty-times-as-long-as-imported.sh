#!/usr/bin/env bash
# nsfwjs 4.4.0: require() takes many times as long to load a model as import does.
#
# Guess: the package has a build for CommonJS and one for ES modules, both with the same model, so that
#   both load it in about the same time.
# Seen: the weights are modules that export one text of 5.6 million characters. The CommonJS build loads
#   them through the TypeScript compiler's helper for import(), which copies the own properties of what
#   it loads. A text has one for each character: the helper makes an object of 5.6 million members.
# Here: packages/stand-ins/local-rekognition/nsfwjs/load-model.mjs imports the package.
# Needs: npm, Node 22 or newer, a minute.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund \
  nsfwjs@4.4.0 @tensorflow/tfjs@4.22.0 2>/dev/null

cat >count.mjs <<'JS'
import { createRequire } from 'node:module';

const name = 'nsfwjs/models/mobilenet_v2_mid';
const builds = { import: await import(name), require: createRequire(import.meta.url)(name) };
const counts = {};
for (const [build, { MobileNetV2MidModel }] of Object.entries(builds)) {
  const startedAt = performance.now();
  const weights = await MobileNetV2MidModel.weightBundles[0]();
  const durationMs = Math.round(performance.now() - startedAt);
  counts[build] = Object.getOwnPropertyNames(weights).length;
  console.log(`${build}: ${counts[build]} members, ${durationMs} ms`);
}
process.exitCode = counts.import < 10 && counts.require > 5_000_000 ? 0 : 1;
JS

npm ls nsfwjs --depth=0 | tail -n +2
echo 'Expected: both builds load one text, in about the same time.'
if node count.mjs; then
  echo 'Seen: what require() loads has a member for each character of the weights.'
else
  echo 'The behaviour has changed.'
  exit 1
fi
