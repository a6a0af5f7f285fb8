#!/usr/bin/env bash
# @resvg/resvg-js 2.6.2: the opacity of an svg element within another one counts twice.
#
# Guess: an inner svg element of opacity 0.5 is drawn with an alpha of 128, as a g element is.
# Seen: its alpha is 64; that of the g element is 128.
# Here: the opacity of a drawing's root moves to a group of the frame; packages/resize/test/svg.test.ts,
#   "applies the opacity of its root element once".
# Needs: npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @resvg/resvg-js@2.6.2
cat >draw.cjs <<'JS'
const { Resvg } = require('@resvg/resvg-js');
const alphaOf = (inner) => {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8">${inner}</svg>`;
  return new Resvg(text).render().pixels[(4 * 8 + 4) * 4 + 3];
};
const rect = '<rect width="8" height="8"/>';
const ofSvg = alphaOf(`<svg opacity="0.5" width="8" height="8">${rect}</svg>`);
const ofGroup = alphaOf(`<g opacity="0.5">${rect}</g>`);
console.log(`@resvg/resvg-js 2.6.2: alpha of an inner svg ${ofSvg}, of a group ${ofGroup}`);
process.exit(ofSvg === 64 && ofGroup === 128 ? 0 : 1);
JS
node draw.cjs
