/** Media types by file extension. */
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

/** Other names of the same types. HEIF is the container of HEIC, and both names are used. */
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
/** Browsers run the scripts of an SVG that they open. */
const SCRIPTABLE_TYPE = 'image/svg+xml';

/** File extensions with the dot, for file dialogues in addition to `image/*`. */
export const IMAGE_EXTENSIONS: readonly string[] = [...TYPES_BY_EXTENSION.keys()].map(
  (extension) => `.${extension}`,
);

/**
 * Returns the declared media type in its usual spelling, or that of the file extension. It is only
 * a hint: the pipeline detects the type from the content.
 * @returns `application/octet-stream` if neither is known
 */
export function normaliseMediaType(file: {
  readonly name: string;
  /** The Content-Type header; may be empty. */
  readonly type: string;
}): string {
  const [essence = ''] = file.type.toLowerCase().split(';');
  const declared = ALIASES.get(essence.trim()) ?? essence.trim();
  if (declared !== '' && declared !== UNKNOWN_TYPE) return declared;
  const extension = file.name.slice(file.name.lastIndexOf('.') + 1).toLowerCase();
  return TYPES_BY_EXTENSION.get(extension) ?? UNKNOWN_TYPE;
}

/**
 * Returns the media type with which a file is stored. Unknown types, and types that may contain
 * scripts, are replaced, so that no browser shows the file as a page.
 */
export function storedMediaType(file: { readonly name: string; readonly type: string }): string {
  const mediaType = normaliseMediaType(file);
  const isHarmless = KNOWN_TYPES.has(mediaType) && mediaType !== SCRIPTABLE_TYPE;
  return isHarmless ? mediaType : UNKNOWN_TYPE;
}
