#!/usr/bin/env bash
# exifreader 4.46.0: XMP alone is read only behind the processing instruction that begins a packet.
#
# Guess: `load` reads an XMP document that begins with its root element, as the wrapper is optional.
# Seen: the document is of no known type: "Invalid image format". With `<?xpacket begin=""?>` in front
# of the same document, all of it is read.
# Here: packages/resize puts it there; camera-facts.test.ts has XMP without a packet.
# Needs: npm, Node 22 or newer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent --ignore-scripts exifreader@4.46.0 @xmldom/xmldom@0.9.12
cat >show.mjs <<'JS'
import ExifReader from 'exifreader';
const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Make="Canon"/>
</rdf:RDF></x:xmpmeta>`;
const makeIn = (text) => {
  try {
    return ExifReader.load(Buffer.from(text)).Make?.description;
  } catch (error) {
    return error.message;
  }
};
const [bare, wrapped] = [makeIn(xmp), makeIn(`<?xpacket begin=""?>${xmp}`)];
console.log(`exifreader 4.46.0: bare: ${bare}; behind <?xpacket?>: ${wrapped}`);
process.exit(bare === 'Invalid image format' && wrapped === 'Canon' ? 0 : 1);
JS
node show.mjs
