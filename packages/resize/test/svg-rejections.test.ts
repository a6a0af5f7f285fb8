import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeRenditions, readDimensions } from '../src/index.ts';
import { pngClaiming } from './draw-image.ts';
import { QUADRANTS, svgOf } from './draw-svg.ts';

const base64 = (bytes: Buffer): string => bytes.toString('base64');
const imageOf = (url: string): string => `<image href="${url}" width="9" height="9"/>`;
function withDoctype(entities: string, content: string): Buffer {
  return Buffer.from(`<!DOCTYPE svg [${entities}]>${svgOf(content).toString()}`);
}
function repeat(times: number, make: (index: number) => string): string {
  return Array.from({ length: times }, (_, index) => make(index)).join('');
}

/** Each group uses the one before it ten times. */
const NESTED_USES =
  '<g id="a0"><rect width="1" height="1"/></g>' +
  repeat(9, (i) => `<g id="a${i + 1}">${`<use href="#a${i}"/>`.repeat(10)}</g>`);

describe('a drawing that would cost too much is too complex:', () => {
  it.each<[string, () => Buffer]>([
    ['references within references', () => svgOf(NESTED_USES)],
    [
      'references in style rules',
      () =>
        svgOf(
          `<style>${repeat(9, (i) => `.c${i + 1}{mask:url(#m${i})}`)}</style>` +
            repeat(10, (i) => `<mask id="m${i}">${`<rect class="c${i}"/>`.repeat(10)}</mask>`) +
            '<rect mask="url(#m9)"/>',
        ),
    ],
    ['references in a circle', () => svgOf('<g id="a"><use href="#a"/></g>')],
    ['elements within elements', () => svgOf('<g>'.repeat(300) + '</g>'.repeat(300))],
    ['elements', () => svgOf('<g/>'.repeat(200_001))],
    ['attributes', () => svgOf(`<g ${repeat(2_001, (i) => ` data-${i}=""`)}/>`)],
    [
      'attributes of a long start tag',
      () => svgOf(`<g ${repeat(12_000, (i) => ` data-${i}=""`)}/>`),
    ],
    ['prefixes without a declaration', () => svgOf(repeat(12_000, (i) => `<p${i}:g/>`))],
    [
      'filters',
      () =>
        svgOf(
          `<filter id="f">${'<feOffset/>'.repeat(50)}</filter>${'<g filter="url(#f)"/>'.repeat(6)}`,
        ),
    ],
    [
      'pixels of embedded images',
      () => svgOf(imageOf(`data:;base64,${base64(pngClaiming(9_000, 9_000))}`)),
    ],
    ['bytes', () => svgOf(`<!--${' '.repeat(10_000_000)}-->`)],
    ['bytes once it is unzipped', () => gzipSync(svgOf(`<!--${' '.repeat(10_000_000)}-->`))],
    [
      'bytes once its entities are expanded',
      () => withDoctype(`<!ENTITY a "${'a'.repeat(10_000)}">`, '&a;'.repeat(1_001)),
    ],
  ])('%s', async (_what, make) => {
    await expect(readDimensions(make())).rejects.toMatchObject({ code: 'too-complex' });
  });
});

describe('an SVG that is not drawn right is an unsupported feature:', () => {
  it.each([
    ['refers to other files', svgOf(QUADRANTS + imageOf('https://example.com/a.png'))],
    ['refers to other files', svgOf(QUADRANTS + imageOf('file:///etc/passwd'))],
    ['refers to other files', svgOf(QUADRANTS + imageOf('photo.jpg'))],
    ['refers to other files', svgOf('<use xlink:href="icons.svg#a"/>')],
    ['refers to other files', svgOf('<rect fill="url(other.svg#a)"/>')],
    ['refers to other files', svgOf('<style>rect{fill:url("//a/b#c")}</style><rect/>')],
    ['refers to other files', svgOf('<style>@import "a.css";</style>')],
    ['refers to other files', Buffer.from(`<?xml-stylesheet href="a.css"?>${svgOf('')}`)],
    ['an external entity', withDoctype('<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;')],
    ['entity of markup', withDoctype('<!ENTITY a "aa"><!ENTITY b "&a;&a;">', '&b;')],
    ['an embedded image/svg+xml', svgOf(imageOf('data:image/svg+xml,%3Csvg/%3E'))],
    ['an embedded unknown image', svgOf(imageOf('data:image/png,hello'))],
    ['embedded HTML', svgOf('<foreignObject width="9" height="9"><p>Hi</p></foreignObject>')],
    ['CSS variables of several values', svgOf('<g style="--a:red;fill:var(--a);--a:blue"/>')],
    ['style rules for media', svgOf('<style>@media screen{rect{fill:red}}</style>')],
    ['style rules for media', svgOf('<style media="print">rect{fill:red}</style>')],
    ['selectors of CSS', svgOf('<style>rect:not(.a){fill:red}</style>')],
    ['nested style rules', svgOf('<style>g{rect{fill:red}}</style>')],
    ['colours of CSS Color 4', svgOf('<rect fill="oklch(60% 0.2 30)"/>')],
    ['calculated lengths', svgOf('<rect width="calc(1px + 2px)"/>')],
    ['shapes of CSS', svgOf('<rect style="clip-path:circle(9px)"/>')],
    ['masks of CSS', svgOf('<mask style="mask-type:alpha"/>')],
    ['places and sizes in CSS', svgOf('<style>.a{fill:red;width:9px}</style>')],
    ['places and sizes in CSS', svgOf('<rect style="transform:rotate(9deg)"/>')],
    ['lengths in units of CSS 3', svgOf('<rect width="3rem"/>')],
    ['in linear light', svgOf('<linearGradient color-interpolation="linearRGB"/>')],
    ['selectors of CSS', svgOf('<style>[class*="a"]{fill:red}</style>')],
    ['selectors of CSS', svgOf('<style>g ~ rect{fill:red}</style>')],
    [
      'important declarations',
      svgOf('<style>rect{fill:red !important}</style><rect style="fill:blue"/>'),
    ],
    ['gradients with a focal radius', svgOf('<radialGradient fr="20%"/>')],
    ['context colours', svgOf('<marker><path fill="context-stroke"/></marker>')],
    [
      'dashes along a path length',
      svgOf('<path d="M0 0H9" pathLength="9" style="stroke-dasharray:1"/>'),
    ],
    ['transform origins', svgOf('<rect transform="rotate(9)" transform-origin="9 9"/>')],
    [
      'in the encoding klingon',
      Buffer.from(`<?xml version="1.0" encoding="klingon"?>${svgOf('')}`),
    ],
  ])('%s', async (words, file) => {
    const made = makeRenditions(file);
    await expect(made).rejects.toMatchObject({ code: 'unsupported-feature' });
    await expect(made).rejects.toThrow(words);
  });
});

describe('an SVG is corrupt', () => {
  it.each([
    ['that is cut off', svgOf(QUADRANTS).subarray(0, -9)],
    ['that is cut off within gzip', gzipSync(svgOf(QUADRANTS)).subarray(0, -9)],
    ['of unknown entities', svgOf('<text>a&nbsp;b</text>')],
    ['of bytes that are no UTF-8', Buffer.concat([svgOf('').subarray(0, -6), Buffer.from([0xff])])],
    ['of another namespace', Buffer.from('<svg xmlns="urn:x" width="9" height="9"><rect/></svg>')],
    ['without a width', svgOf(QUADRANTS, 'width="0" height="9"')],
    ['with an image that is cut off', svgOf(imageOf('data:;base64,iVBORw0KGgo='))],
  ])('%s', async (_what, file) => {
    await expect(makeRenditions(file)).rejects.toMatchObject({ code: 'corrupt' });
  });
});

it('tolerates what changes nothing that is drawn', async () => {
  const css = `/* {{ */ svg{width:100%} rect:hover{fill:red} @media (prefers-color-scheme: dark){rect{fill:#000}}
    @keyframes a{from{fill:red}to{fill:blue}} @font-face{font-family:A;src:url(data:font/woff2;base64,AAAA)}
    @import url("https://fonts.googleapis.com/css2?family=Inter");`;
  const link = `<a href="https://example.com"><style>${css}</style>${QUADRANTS}</a>`;
  const { warning } = await makeRenditions(svgOf(link));
  expect(warning).toBe('Animations are not run');
});
