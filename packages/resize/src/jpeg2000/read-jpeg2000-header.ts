import { boxesOf } from '../heif/boxes.ts';

/** Describes the pixels of a JPEG 2000 file. */
export interface Jpeg2000Header {
  readonly width: number;
  readonly height: number;
  readonly components: readonly Jpeg2000Component[];
  /** Number of palette columns, which replace the single component when it is decoded. */
  readonly paletteColumns: number;
  /**
   * Colour space (ISO/IEC 15444-1, table I.10); undefined if it is given by a profile or not at
   * all.
   */
  readonly colorSpace: number | undefined;
  readonly iccProfile: Uint8Array | undefined;
  /** The box `cdef`; undefined if the file has none. */
  readonly definitions: readonly ChannelDefinition[] | undefined;
  readonly codestream: Buffer;
}

export interface Jpeg2000Component {
  readonly bits: number;
  readonly isSigned: boolean;
  /** Number of columns of the image for which there is one sample. */
  readonly across: number;
  /** Number of rows of the image for which there is one sample. */
  readonly down: number;
}

/** What a channel contains (ISO/IEC 15444-1, I.5.3.6). */
export interface ChannelDefinition {
  readonly channel: number;
  /** 0 is a colour, 1 opacity, 2 opacity by which the colours are multiplied. */
  readonly type: number;
  /** Number of the colour, from 1; 0 for the whole image. */
  readonly association: number;
}

const START_OF_CODESTREAM = 0xff4fff51;
/** Bytes from the codestream's start to the first component (ISO/IEC 15444-1, A.5.1). */
const SIZE_BYTES = 42;
const COMPONENT_BYTES = 3;
const CHANNEL_BYTES = 6;
const ENUMERATED = 1;
const PROFILE = 2;

/** @returns undefined if there is no codestream, or it ends within its header */
export function readJpeg2000Header(file: Buffer): Jpeg2000Header | undefined {
  const boxes = [...boxesOf(file)];
  const isBare = file.length >= 4 && file.readUInt32BE(0) === START_OF_CODESTREAM;
  const codestream = isBare ? file : boxes.find(({ type }) => type === 'jp2c')?.body;
  const size = codestream && readSize(codestream);
  if (!size) return undefined;
  const header = isBare ? undefined : boxes.find(({ type }) => type === 'jp2h')?.body;
  const properties = header ? [...boxesOf(header)] : [];
  const bodyOf = (name: string) => properties.find(({ type }) => type === name)?.body;
  const color = bodyOf('colr') ?? Buffer.alloc(0);
  const isEnumerated = color[0] === ENUMERATED && color.length >= 7;
  return {
    ...size,
    codestream,
    paletteColumns: bodyOf('pclr')?.[2] ?? 0,
    colorSpace: isEnumerated ? color.readUInt32BE(3) : undefined,
    iccProfile: color[0] === PROFILE ? color.subarray(3) : undefined,
    definitions: readChannels(bodyOf('cdef')),
  };
}

function readSize(codestream: Buffer) {
  if (codestream.length < SIZE_BYTES) return undefined;
  if (codestream.readUInt32BE(0) !== START_OF_CODESTREAM) return undefined;
  const count = codestream.readUInt16BE(40);
  if (count === 0 || codestream.length < SIZE_BYTES + count * COMPONENT_BYTES) return undefined;
  return {
    width: codestream.readUInt32BE(8) - codestream.readUInt32BE(16),
    height: codestream.readUInt32BE(12) - codestream.readUInt32BE(20),
    components: Array.from({ length: count }, (_, index) => {
      const [depth = 0, across = 1, down = 1] = codestream.subarray(SIZE_BYTES + index * 3);
      return { bits: (depth & 127) + 1, isSigned: depth >= 128, across, down };
    }),
  };
}

function readChannels(box: Buffer | undefined): readonly ChannelDefinition[] | undefined {
  if (!box || box.length < 2) return undefined;
  const count = Math.min(box.readUInt16BE(0), Math.floor((box.length - 2) / CHANNEL_BYTES));
  return Array.from({ length: count }, (_, index) => {
    const at = 2 + index * CHANNEL_BYTES;
    return {
      channel: box.readUInt16BE(at),
      type: box.readUInt16BE(at + 2),
      association: box.readUInt16BE(at + 4),
    };
  });
}
