import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeRenditions, readDimensions } from '../src/index.ts';
import { BLUE, difference, drawQuadrants, GREEN, RED, WHITE } from './draw-image.ts';
import { fillOf, QUADRANTS, svgOf } from './draw-svg.ts';
import { pngPixels } from './png-pixels.ts';

const OPAQUE_QUADRANTS = [RED, GREEN, BLUE, WHITE].map((color) => [...color, 255]);

/** Of a drawing of 96 × 64, or of another size as wide as high by the same ratio. */
async function quadrantsOf(file: Buffer) {
  const { at, width, height, ...facts } = await pngPixels(file);
  const places = [0.25, 0.75].flatMap((y) => [0.25, 0.75].map((x) => [x, y] as const));
  const colors = places.map(([x, y]) => at(Math.floor(x * width), Math.floor(y * height)));
  return { colors, width, height, ...facts };
}

const ILLUSTRATOR = `<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: a program -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
  <!ENTITY ns_svg "http://www.w3.org/2000/svg">
  <!ENTITY ns_end "a]>b">
]>
<svg xmlns="&ns_svg;" width="96px" height="64px" viewBox="0 0 96 64">${QUADRANTS}</svg>`;

const UTF_16 = `\ufeff<?xml version="1.0" encoding="UTF-16"?>${svgOf(QUADRANTS).toString()}`;
/** As a browser shows a drawing within a page: its references need no namespace. */
const COPIED = `<svg width="96" height="64" class='icon'><defs>${QUADRANTS.replace('<rect', '<rect id="r"')}</defs>
  <use xlink:href="#r"/>${QUADRANTS}</svg>`;
const WITHOUT_PREFIXES = COPIED.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"').replace(
  '<defs>',
  '<defs inkscape:label="a">',
);
const PREFIXED = `<s:svg xmlns:s="http://www.w3.org/2000/svg" width="96" height="64">
  ${QUADRANTS.replaceAll('<rect', '<s:rect')}</s:svg>`;
const USED = `<style>.red{fill:var(--c, #000)} :root{--c:${fillOf(RED)}}</style><defs><rect id="r" width="48" height="32"/></defs>
  <use href="#r" class="red"/><use xlink:href="#r" x="48" fill="rgb(${GREEN.join(' ')} / 100%)"/>
  <g fill="url(#g)"><use href="#r" y="32"/></g><linearGradient id="g"><stop stop-color="${fillOf(BLUE)}"/></linearGradient>
  <rect x="48" y="32" width="48" height="32" fill="${fillOf(WHITE)}"/>`;

describe('an SVG', () => {
  it.each<[string, Buffer]>([
    ['as it is', svgOf(QUADRANTS)],
    ['compressed by gzip', gzipSync(svgOf(QUADRANTS))],
    ['in UTF-16', Buffer.from(UTF_16, 'utf16le')],
    ['with a document type of entities', Buffer.from(ILLUSTRATOR)],
    ['with a prefix for its namespace', Buffer.from(PREFIXED)],
    ['with references, style rules and variables', svgOf(USED)],
    ['with scripts, which are not run', svgOf(`<script>alert(1)</script>${QUADRANTS}`)],
  ])('%s has its colours', async (_what, file) => {
    const { colors, ...facts } = await quadrantsOf(file);
    expect(colors).toEqual(OPAQUE_QUADRANTS);
    expect(facts).toMatchObject({
      ...{ mediaType: 'image/svg+xml', width: 96, height: 64, frameCount: 1, hasAlpha: false },
    });
    expect(facts).not.toHaveProperty('warning');
  });

  it.each([
    ['without namespaces', COPIED, 'namespace of SVG'],
    ['without namespaces, after a document type', `<!DOCTYPE svg>${COPIED}`, 'namespace of SVG'],
    ['without its prefixes', WITHOUT_PREFIXES, 'prefix inkscape, xlink'],
  ])('%s has its colours, and a warning', async (_what, text, missing) => {
    const { colors, warning } = await quadrantsOf(Buffer.from(text));
    expect(colors).toEqual(OPAQUE_QUADRANTS);
    expect(warning).toBe(`The drawing does not declare the ${missing}`);
  });

  it('warns of a few prefixes of many', async () => {
    const elements = Array.from({ length: 1000 }, (_, index) => `<p${index}:g/>`).join('');
    const { warning } = await pngPixels(svgOf(elements + QUADRANTS));
    expect(warning).toMatch(/^The drawing does not declare the prefix p0, p1, .{1,200}$/);
  });

  it('takes a declaration in a style sheet for no prefix', async () => {
    const { warning } = await pngPixels(svgOf(`<style>.a { fill:red }</style>${QUADRANTS}`));
    expect(warning).toBeUndefined();
  });

  it('inherits colours that are unset', async () => {
    const { at, warning } = await pngPixels(
      svgOf(`<g fill="${fillOf(RED)}"><rect width="96" height="64" style="fill: unset"/></g>`),
    );
    expect([at(4, 4).slice(0, 3), warning]).toEqual([RED, undefined]);
  });

  it.each([
    ['<rect style="opacity:unset" width="9" height="9"/>', /keywords initial, unset and revert/],
    ['<rect width="9" height="9" rx="auto" ry="3"/>', /radius of auto/],
    ['<text y="20" direction="rtl">abc</text>', /right to left/],
    ['<g fill="currentColor"><rect color="red" width="9" height="9"/></g>', /currentColor/],
  ])('with %s comes with a warning', async (content, warning) => {
    expect((await makeRenditions(svgOf(`${QUADRANTS}${content}`))).warning).toMatch(warning);
  });

  it.each([
    ['viewBox="0 0 96 64"', 96, 64],
    ['viewBox="0,0,960,640" width="192"', 192, 128],
    ['viewBox="0 0 96 64" height="2in"', 288, 192],
    ['viewBox="0 0 96 64" width="50%" height="50%"', 96, 64],
    ['viewBox="0 0 96 64" width="36pt" height="24pt" x="9" y="9"', 48, 32],
    ['viewBox="0 0 96 64" preserveAspectRatio="none" width="100.4" height="1e2"', 100, 100],
  ])('of the attributes %s is %i × %i pixels large', async (attributes, width, height) => {
    const result = await quadrantsOf(svgOf(drawIn(attributes), attributes));
    expect(result).toMatchObject({ width, height, colors: OPAQUE_QUADRANTS });
  });

  it('without a size and a view box has that of CSS', async () => {
    const { width, height } = await pngPixels(svgOf(QUADRANTS, ''));
    expect([width, height]).toEqual([300, 150]);
  });

  it.each([
    ['viewBox="0 0 2000000 1000000"', 300, 150],
    ['viewBox="0 0 100000 100000"', 150, 150],
    ['viewBox="0 0 0.02 0.01"', 300, 150],
    ['viewBox="0 0 2000 1000"', 2000, 1000],
  ])('without a size and with %s has %i × %i pixels', async (attributes, width, height) => {
    const drawing = svgOf('<rect width="100%" height="100%" fill="red"/>', attributes);
    expect(await readDimensions(drawing)).toMatchObject({ width, height });
    const { renditions } = await makeRenditions(drawing);
    expect(renditions[0]).toMatchObject({ width: 128, height: (128 * height) / width });
  });

  it.each([
    [
      'currentcolor in any case',
      '<g color="#e61414"><path d="M0 0H96V64H0z" fill="currentcolor"/></g>',
      '',
    ],
    [
      'an important declaration',
      '<style>path{fill:#e61414!important}</style><path d="M0 0H96V64H0z"/>',
      '',
    ],
    ['a rule for :root', '<style>:root{fill:#e61414}</style><path d="M0 0H96V64H0z"/>', ''],
    ['a background in a rule', '<style>svg{background:#e61414}</style><path/>', ''],
    ['an inherited colour', '<path d="M0 0H96V64H0z"/>', ' fill="#e61414"'],
  ])('is filled by %s', async (_what, content, attributes) => {
    const { at } = await pngPixels(svgOf(content, `width="96" height="64"${attributes}`));
    expect(at(48, 32)).toEqual([...RED, 255]);
  });

  it('applies the opacity of its root element once', async () => {
    const rect = `<rect width="96" height="64" fill="${fillOf(RED)}"/>`;
    const { at } = await pngPixels(svgOf(rect, 'width="96" height="64" opacity="0.5"'));
    expect(at(48, 32)[3]).toBe(128);
  });

  it('has the background and the transparency that it asks for', async () => {
    const half = `<rect width="48" height="64" fill="${fillOf(RED)}" opacity="0.5"/>`;
    const { at } = await pngPixels(svgOf(half));
    const [red = 0, green = 0, blue = 0, alpha] = at(24, 32);
    expect(difference([red, green, blue], RED)).toBeLessThanOrEqual(1);
    expect(alpha).toBe(128);
    expect(at(72, 32)[3]).toBe(0);
    const size = 'width="96" height="64"';
    const painted = await pngPixels(
      svgOf(half, `${size} style="background-color: ${fillOf(BLUE)}"`),
    );
    expect(painted.at(72, 32)).toEqual([...BLUE, 255]);
  });

  it('is drawn sharply at the size of the rendition, however large it is', async () => {
    const line = '<rect x="0" width="5000" height="10000" fill="#e61414"/>';
    const { renditions } = await makeRenditions(svgOf(line, 'width="10000" height="10000"'));
    expect(renditions.map(({ width }) => width)).toEqual([128, 512, 1024]);
  });

  it.each([
    ['a PNG', () => drawQuadrants(96, 64).png()],
    ['a WebP', () => drawQuadrants(96, 64).webp({ lossless: true })],
    [
      'a PNG that is turned',
      () => drawQuadrants(96, 64).rotate(90).png().withMetadata({ orientation: 8 }),
    ],
  ])('shows %s within it, whatever type the URL declares', async (_what, draw) => {
    const image = await draw().toBuffer();
    const lines = image.toString('base64').replace(/.{76}/g, '$&&#10;\n');
    const url = `data:image/jpeg;base64,${lines}`;
    const { colors } = await quadrantsOf(svgOf(`<image href="${url}" width="96" height="64"/>`));
    expect(colors).toEqual(OPAQUE_QUADRANTS);
  });
});

/** The view box's own coordinates. */
function drawIn(attributes: string): string {
  return attributes.includes('960') ? `<g transform="scale(10)">${QUADRANTS}</g>` : QUADRANTS;
}

describe('text in an SVG', () => {
  const text = (words: string, attributes = '') =>
    svgOf(`<text x="5" y="40" font-size="20" ${attributes}>${words}</text>`);

  /** Pixels that are drawn on. */
  async function inkOf(file: Buffer) {
    const { at, warning } = await pngPixels(file);
    const places = Array.from({ length: 96 * 64 }, (_, i) => [i % 96, Math.floor(i / 96)] as const);
    return { ink: places.filter(([x, y]) => at(x, y)[3]! > 127).length, warning };
  }

  it('has the bundled font, in its weights and scripts', async () => {
    const [regular, bold, cyrillic] = await Promise.all([
      inkOf(text('Hxo')),
      inkOf(text('Hxo', 'font-weight="bold"')),
      inkOf(text('Жжю')),
    ]);
    expect(regular.ink).toBeGreaterThan(60);
    expect(bold.ink).toBeGreaterThan(regular.ink * 1.2);
    expect(cyrillic.ink).toBeGreaterThan(60);
    expect([regular.warning, cyrillic.warning]).toEqual([undefined, undefined]);
  });

  it('has the size of browsers where none is given', { timeout: 120_000 }, async () => {
    const plain = (attributes: string) =>
      inkOf(svgOf(`<text x="5" y="40" ${attributes}>Hxo</text>`));
    const [none, sixteen, twelve] = await Promise.all([
      plain(''),
      plain('font-size="16"'),
      plain('font-size="12"'),
    ]);
    expect(none.ink).toBe(sixteen.ink);
    expect(none.ink).toBeGreaterThan(twelve.ink);
    const long = await plain('font-size="24" font-weight="bold" font-style="italic"');
    const short = await plain('style="font: italic bold 24px/1.2 sans-serif"');
    expect(short.ink).toBe(long.ink);
  });

  it.each([
    ['Hxo', 'font-family="Comic Sans MS"', 'Text is drawn in Noto Sans instead'],
    ['Hxo', 'style="font-family:Georgia, sans-serif"', 'Text is drawn in Noto Sans instead'],
    ['漢字', '', 'Some characters of the text have no glyph'],
  ])('"%s" with %s comes with a warning', async (words, attributes, warning) => {
    expect((await inkOf(text(words, attributes))).warning).toMatch(warning);
  });
});
