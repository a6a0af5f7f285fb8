#!/usr/bin/env bash
# @resvg/resvg-wasm 2.6.2: a font of WOFF 1 draws no text and raises no error, the same font of WOFF 2 does.
#
# Guess: a renderer that unpacks WOFF 2 takes WOFF 1 too, or says that it does not.
# Seen: the text of WOFF 2 has pixels, that of WOFF 1 none; both calls succeed.
# Here: the product gives it WOFF 2; packages/resize/test/svg.test.ts counts the pixels of text.
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @resvg/resvg-wasm@2.6.2 @fontsource/noto-sans@5.3.0
cat >show.mjs <<'JS'
import { readFile } from 'node:fs/promises';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
await initWasm(await readFile('node_modules/@resvg/resvg-wasm/index_bg.wasm'));
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40">
  <text x="5" y="30" font-family="Noto Sans" font-size="24">Text</text></svg>`;
const drawnPixels = async (extension) => {
  const font = await readFile(
    `node_modules/@fontsource/noto-sans/files/noto-sans-latin-400-normal.${extension}`,
  );
  const options = { font: { fontBuffers: [font], defaultFontFamily: 'Noto Sans' } };
  const { pixels } = new Resvg(svg, options).render();
  return pixels.filter((value, index) => index % 4 === 3 && value > 0).length;
};
const [woff2, woff] = [await drawnPixels('woff2'), await drawnPixels('woff')];
console.log(`pixels drawn: WOFF 2 ${woff2}, WOFF 1 ${woff}`);
process.exit(woff2 > 100 && woff === 0 ? 0 : 1);
JS
node show.mjs
