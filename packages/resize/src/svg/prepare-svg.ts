import { corrupt, unsupportedFeature } from '../errors.ts';
import type { Inspection } from '../read-dimensions.ts';
import type { Still } from '../still.ts';
import { applyCssVariables } from './css-variables.ts';
import { declareNamespaces } from './declare-namespaces.ts';
import { checkDrawnCost } from './drawn-cost.ts';
import { inspectEmbedded, type PrepareStill, withoutSpaces } from './embedded-images.ts';
import { expandEntities } from './expand-entities.ts';
import { toFramed } from './frame-svg.ts';
import { withPlainSyntax } from './plain-syntax.ts';
import { readSvg, type SvgContent, type SvgElement } from './read-svg.ts';
import { skipProlog } from './skip-prolog.ts';
import { fontsFor } from './svg-fonts.ts';
import { referencesOf } from './svg-references.ts';
import { svgSize } from './svg-size.ts';
import { readSvgText } from './svg-text.ts';
import { describeUndrawn, findUndrawn } from './undrawn-features.ts';

const MEDIA_TYPE = 'image/svg+xml';

/**
 * Prepares a drawing. It checks the cost, and that nothing is loaded from elsewhere. Scripts,
 * events and animations never run.
 * @param prepareStill prepares images within the drawing
 * @throws ImageError `corrupt`, `too-complex`, or `unsupported-feature` that names the feature
 */
export async function prepareSvg(bytes: Uint8Array, prepareStill: PrepareStill): Promise<Still> {
  const text = readSvgText(bytes);
  const prolog = skipProlog(text);
  if (!prolog) throw corrupt(MEDIA_TYPE);
  if (prolog.instructions.some((one) => /^<\?xml-stylesheet\s/.test(one))) throw otherFiles();
  const drawing = text.slice(prolog.rootAt);
  const declared = declareNamespaces(drawing);
  const expanded = expandEntities(declared.text, prolog.doctype);
  const plain = withPlainSyntax(applyCssVariables(expanded));
  const content = readSvg(plain);
  const undrawn = findUndrawn(content);
  if (undrawn) throw unsupportedFeature(MEDIA_TYPE, `SVG with ${undrawn}`);
  const images = await checkDrawing(content, prepareStill);
  const size = sizeOf(content.root);
  const warning = [
    ...(declared.warning === undefined ? [] : [declared.warning]),
    ...describeUndrawn(content),
  ].join('; ');
  return {
    mediaType: MEDIA_TYPE,
    bytes,
    decoder: 'resvg',
    drawing: {
      text: toFramed(plain, content),
      images,
      size,
      fontFiles: fontsFor(content.text).fontFiles,
    },
    frameCount: 1,
    header: {
      width: Math.max(1, Math.round(size.width)),
      height: Math.max(1, Math.round(size.height)),
      pageCount: 1,
      channels: 4,
      bytesPerSample: 1,
      hasAlpha: true,
      isTurned: false,
      iccProfile: undefined,
      exif: undefined,
      space: 'rgb',
      isSequentialJpeg: false,
    },
    ...(warning === '' ? {} : { warning }),
  };
}

function sizeOf({ attributes }: SvgElement) {
  const [width, height, viewBox] = ['width', 'height', 'viewBox'].map((name) =>
    attributes.get(name),
  );
  const size = svgSize({ width, height, viewBox });
  if (size.width > 0 && size.height > 0) return size;
  throw corrupt(MEDIA_TYPE, undefined, `a drawing of ${size.width} × ${size.height}`);
}

async function checkDrawing(
  { root, elements, css }: SvgContent,
  prepareStill: PrepareStill,
): Promise<ReadonlyMap<string, Inspection>> {
  const urls = elements.flatMap(referencesOf).filter((url) => !url.startsWith('#'));
  if (urls.some((url) => !/^data:/i.test(url)) || hasForeignSheet(css)) throw otherFiles();
  const images = await inspectEmbedded(urls, prepareStill);
  checkDrawnCost(root, elements, (url) => {
    const { width = 0, height = 0 } = images.get(withoutSpaces(url))?.header ?? {};
    return width * height;
  });
  return images;
}

/**
 * A style sheet that only loads fonts is allowed: text is drawn in the bundled font, with a
 * warning.
 */
function hasForeignSheet(css: string): boolean {
  return [...css.matchAll(/@import\s[^;]*/g)].some(([rule]) => !/fonts?\b/i.test(rule));
}

const otherFiles = () => unsupportedFeature(MEDIA_TYPE, 'SVG that refers to other files');
