/** What the new header declares about the components. */
interface Selection {
  readonly width: number;
  readonly height: number;
  /** Number of components of the codestream. */
  readonly componentCount: number;
  /** Indexes of one or three components. */
  readonly components: readonly number[];
  readonly bits: number;
  readonly isYcc: boolean;
}

const SIGNATURE = Buffer.from('0000000c6a5020200d0a870a', 'hex');
const FILE_TYPE = box('ftyp', Buffer.from('jp2 \0\0\0\0jp2 ', 'latin1'));
/** Compression of JPEG 2000, a known colour space, no rights. */
const COMPRESSION = [7, 0, 0];
const [SRGB, GREY, SYCC] = [16, 17, 18];

/**
 * Returns a JP2 file that shows only some components of a codestream, by a component mapping (ISO/IEC
 * 15444-1, I.5.3.5) that uses no palette. The decoder's wrapper supports one or three components.
 */
export function selectComponents(codestream: Buffer, selection: Selection): Buffer {
  const { width, height, componentCount, components, bits, isYcc } = selection;
  const depth = Buffer.from([bits - 1]);
  const count = Buffer.from([components.length]);
  const space = components.length === 1 ? GREY : isYcc ? SYCC : SRGB;
  const mapping = components.map((index) => Buffer.concat([big(index, 2), Buffer.alloc(2)]));
  const header = box(
    'jp2h',
    box(
      'ihdr',
      big(height, 4),
      big(width, 4),
      big(componentCount, 2),
      depth,
      Buffer.from(COMPRESSION),
    ),
    box('colr', Buffer.from([1, 0, 0]), big(space, 4)),
    // A mapping needs a palette, even if it uses none: here one of a single entry.
    box(
      'pclr',
      big(1, 2),
      count,
      ...components.map(() => depth),
      Buffer.alloc(components.length * Math.ceil(bits / 8)),
    ),
    box('cmap', ...mapping),
  );
  return Buffer.concat([SIGNATURE, FILE_TYPE, header, box('jp2c', codestream)]);
}

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([big(body.length + 8, 4), Buffer.from(type, 'latin1'), body]);
}

function big(value: number, byteCount: number): Buffer {
  const bytes = Buffer.alloc(byteCount);
  bytes.writeUIntBE(value, 0, byteCount);
  return bytes;
}
