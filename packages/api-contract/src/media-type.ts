/** What file names tell of images. */
const TYPES_BY_EXTENSION: ReadonlyMap<string, string> = new Map(
  Object.entries({
    arw: 'image/x-sony-arw',
    avif: 'image/avif',
    bmp: 'image/bmp',
    cr2: 'image/x-canon-cr2',
    cr3: 'image/x-canon-cr3',
    cur: 'image/x-icon',
    dib: 'image/bmp',
    dng: 'image/x-adobe-dng',
    gif: 'image/gif',
    heic: 'image/heic',
    heif: 'image/heic',
    hif: 'image/heic',
    ico: 'image/x-icon',
    j2k: 'image/jp2',
    jfif: 'image/jpeg',
    jp2: 'image/jp2',
    jpe: 'image/jpeg',
    jpeg: 'image/jpeg',
    jpg: 'image/jpeg',
    jxl: 'image/jxl',
    mpo: 'image/jpeg',
    nef: 'image/x-nikon-nef',
    nrw: 'image/x-nikon-nrw',
    orf: 'image/x-olympus-orf',
    pef: 'image/x-pentax-pef',
    png: 'image/png',
    psb: 'image/vnd.adobe.photoshop',
    psd: 'image/vnd.adobe.photoshop',
    raf: 'image/x-fuji-raf',
    rw2: 'image/x-panasonic-rw2',
    srw: 'image/x-samsung-srw',
    svg: 'image/svg+xml',
    svgz: 'image/svg+xml',
    tif: 'image/tiff',
    tiff: 'image/tiff',
    webp: 'image/webp',
  }),
);

/** Other names of the same types. HEIF is the box that HEIC comes in, and goes by either name. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'application/x-photoshop': 'image/vnd.adobe.photoshop',
    'image/apng': 'image/png',
    'image/dng': 'image/x-adobe-dng',
    'image/heif': 'image/heic',
    'image/heic-sequence': 'image/heic',
    'image/heif-sequence': 'image/heic',
    'image/jpg': 'image/jpeg',
    'image/mpo': 'image/jpeg',
    'image/pjpeg': 'image/jpeg',
    'image/psd': 'image/vnd.adobe.photoshop',
    'image/tif': 'image/tiff',
    'image/vnd.microsoft.icon': 'image/x-icon',
    'image/x-bmp': 'image/bmp',
    'image/x-jpeg': 'image/jpeg',
    'image/x-ms-bmp': 'image/bmp',
    'image/x-png': 'image/png',
    'image/x-tiff': 'image/tiff',
  }),
);

const UNKNOWN_TYPE = 'application/octet-stream';
const KNOWN_TYPES: ReadonlySet<string> = new Set(TYPES_BY_EXTENSION.values());
/** A browser that opens an SVG runs its scripts. */
const SCRIPTABLE_TYPE = 'image/svg+xml';

/** With the dot: what a file dialogue offers besides what it takes for images itself. */
export const IMAGE_EXTENSIONS: readonly string[] = [...TYPES_BY_EXTENSION.keys()].map(
  (extension) => `.${extension}`,
);

/**
 * What a file is: as it is declared, in the usual spelling, or else as its name tells. It decides
 * nothing: what an image is, its bytes tell when it is decoded.
 * @returns `application/octet-stream` for what neither tells
 */
export function normaliseMediaType(file: {
  readonly name: string;
  /** As in a Content-Type header; may be empty. */
  readonly type: string;
}): string {
  const [essence = ''] = file.type.toLowerCase().split(';');
  const declared = ALIASES.get(essence.trim()) ?? essence.trim();
  if (declared !== '' && declared !== UNKNOWN_TYPE) return declared;
  const extension = file.name.slice(file.name.lastIndexOf('.') + 1).toLowerCase();
  return TYPES_BY_EXTENSION.get(extension) ?? UNKNOWN_TYPE;
}

/**
 * The type under which a file is kept. What is no image type known here, or may contain scripts,
 * is kept without one, so that no browser that is given the file takes it for a page.
 */
export function storedMediaType(file: { readonly name: string; readonly type: string }): string {
  const mediaType = normaliseMediaType(file);
  const isHarmless = KNOWN_TYPES.has(mediaType) && mediaType !== SCRIPTABLE_TYPE;
  return isHarmless ? mediaType : UNKNOWN_TYPE;
}
