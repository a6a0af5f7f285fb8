import createOpenJpeg, { type OpenJpeg } from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { loadWasm } from '../load-wasm.ts';
import { tiffHeader } from '../tiff-header.ts';
import type { Jpeg2000Layout } from './jpeg2000-layout.ts';
import { readJpeg2000Header } from './read-jpeg2000-header.ts';
import { selectComponents } from './select-components.ts';

interface Jpeg2000Options {
  readonly jpeg2000: Jpeg2000Layout;
  readonly maxPixels: number;
  readonly iccProfile: Uint8Array | undefined;
}

/**
 * Decodes into an uncompressed TIFF of 8 or 16 bits per channel: grey, RGB or CMYK, optionally with
 * alpha. OpenJPEG itself converts YCbCr.
 * @throws Error with OpenJPEG's messages if data is missing, or there are more pixels than allowed
 */
export async function decodeJpeg2000(
  bytes: Buffer,
  { jpeg2000, maxPixels, iccProfile }: Jpeg2000Options,
): Promise<Uint8Array> {
  const complaints: string[] = [];
  const hear = (line: string): void => {
    if (line.startsWith('[ERROR]') || line.startsWith('[WARNING]')) complaints.push(line);
  };
  const wasmBinary = loadWasm('@cornerstonejs/codec-openjpeg/decodewasm');
  const openJpeg = await createOpenJpeg({ wasmBinary, print: hear, printErr: hear });
  const parts = filesOf(bytes, jpeg2000).map((file) => {
    const part = decodePart(openJpeg, file, complaints);
    if (part.width * part.height <= maxPixels) return part;
    throw new Error(
      `Expected at most ${maxPixels} pixels but received ${part.width} × ${part.height}`,
    );
  });
  return toTiff(parts, jpeg2000, iccProfile);
}

/** Returns the files of which each shows one or three components of the image. */
function filesOf(bytes: Buffer, { parts, isYcc }: Jpeg2000Layout): Buffer[] {
  const header = parts && readJpeg2000Header(bytes);
  if (!parts || !header) return [bytes];
  const { width, height, codestream } = header;
  return parts.map((components) => {
    const { bits } = header.components[components[0]!]!;
    const componentCount = header.components.length;
    const selection = { width, height, componentCount, components, bits, isYcc };
    return selectComponents(codestream, selection);
  });
}

/** Decoded components, interleaved. */
interface Part {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly count: number;
  readonly samples: Uint8Array | Uint16Array;
}

/** Runs OpenJPEG, which throws the address of a C++ exception and prints the reason. */
function decodePart({ J2KDecoder }: OpenJpeg, file: Buffer, complaints: readonly string[]): Part {
  const decoder = new J2KDecoder();
  decoder.getEncodedBuffer(file.length).set(file);
  try {
    decoder.decode();
  } catch (error) {
    throw new Error(complaints.join('; ') || `OpenJPEG failed with ${String(error)}`);
  }
  if (complaints.length > 0) throw new Error(complaints.join('; '));
  const { width, height, bitsPerSample: bits, componentCount: count } = decoder.getFrameInfo();
  if (count !== 1 && count !== 3) {
    throw new Error(`Expected 1 or 3 components but received ${count}`);
  }
  const byteCount = width * height * count * (bits > 8 ? 2 : 1);
  // A copy, because the decoder's memory may be replaced as it grows.
  const { buffer } = decoder.getDecodedBuffer().slice(0, byteCount);
  decoder.delete();
  const samples = bits > 8 ? new Uint16Array(buffer) : new Uint8Array(buffer);
  return { width, height, bits, count, samples };
}

function toTiff(
  parts: readonly Part[],
  { channels, hasAlpha }: Jpeg2000Layout,
  iccProfile: Uint8Array | undefined,
): Uint8Array {
  const { width, height, bits: firstBits } = parts[0]!;
  const bits = firstBits > 8 ? 16 : 8;
  const header = tiffHeader({ width, height, channels, hasAlpha, bits, iccProfile });
  const step = channels + (hasAlpha ? 1 : 0);
  const tiff = new Uint8Array(header.length + (width * height * step * bits) / 8);
  tiff.set(header);
  const { buffer } = tiff;
  const out =
    bits === 8 ? new Uint8Array(buffer, header.length) : new Uint16Array(buffer, header.length);
  let channel = 0;
  for (const part of parts) {
    putPart(part, out, { step, channel, top: 2 ** bits - 1 });
    channel += part.count;
  }
  return tiff;
}

interface Target {
  readonly step: number;
  readonly channel: number;
  /** Value of white. */
  readonly top: number;
}

function putPart({ bits, count, samples }: Part, out: Uint8Array | Uint16Array, target: Target) {
  const { step, channel, top } = target;
  const most = 2 ** bits - 1;
  for (let from = 0, to = channel; from < samples.length; from += count, to += step) {
    for (let i = 0; i < count; i++) {
      out[to + i] = Math.round((Math.min(samples[from + i]!, most) * top) / most);
    }
  }
}
