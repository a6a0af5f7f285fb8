import createOpenJpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { loadWasm } from '../load-wasm.ts';
import { tiffHeader } from '../tiff-header.ts';

interface Jpeg2000Options {
  readonly maxPixels: number;
  readonly iccProfile: Uint8Array | undefined;
}

/**
 * Decodes into an uncompressed TIFF of 8 or 16 bits per channel, grey or RGB. OpenJPEG itself
 * converts YCbCr.
 * @throws Error with OpenJPEG's messages if data is missing, or there are more pixels than allowed
 */
export async function decodeJpeg2000(
  bytes: Uint8Array,
  { maxPixels, iccProfile }: Jpeg2000Options,
): Promise<Uint8Array> {
  const complaints: string[] = [];
  const hear = (line: string): void => {
    if (line.startsWith('[ERROR]') || line.startsWith('[WARNING]')) complaints.push(line);
  };
  const wasmBinary = loadWasm('@cornerstonejs/codec-openjpeg/decodewasm');
  const { J2KDecoder } = await createOpenJpeg({ wasmBinary, print: hear, printErr: hear });
  const decoder = new J2KDecoder();
  decoder.getEncodedBuffer(bytes.length).set(bytes);
  decodeOrThrow(() => decoder.decode(), complaints);
  const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
  const sampleCount = width * height * componentCount;
  if (width * height > maxPixels || (componentCount !== 1 && componentCount !== 3)) {
    throw new Error(
      `Expected at most ${maxPixels} pixels of 1 or 3 channels but received ${width} × ${height} of ${componentCount}`,
    );
  }
  const decoded = decoder.getDecodedBuffer();
  const bits = bitsPerSample > 8 ? 16 : 8;
  const { buffer, byteOffset } = decoded.slice(0, (sampleCount * bits) / 8);
  const samples =
    bits === 8 ? new Uint8Array(buffer, byteOffset) : new Uint16Array(buffer, byteOffset);
  stretch(samples, 2 ** bitsPerSample - 1, 2 ** bits - 1);
  const header = tiffHeader({
    ...{ width, height, bits, iccProfile },
    channels: componentCount,
    hasAlpha: false,
  });
  const tiff = new Uint8Array(header.length + samples.byteLength);
  tiff.set(header);
  tiff.set(new Uint8Array(buffer, byteOffset, samples.byteLength), header.length);
  return tiff;
}

/** Runs OpenJPEG, which throws the address of a C++ exception and prints the reason. */
function decodeOrThrow(decode: () => void, complaints: readonly string[]): void {
  try {
    decode();
  } catch (error) {
    throw new Error(complaints.join('; ') || `OpenJPEG failed with ${String(error)}`);
  }
  if (complaints.length > 0) throw new Error(complaints.join('; '));
}

function stretch(samples: Uint8Array | Uint16Array, from: number, to: number): void {
  if (from === to) return;
  for (let i = 0; i < samples.length; i++) {
    samples[i] = Math.round((Math.min(samples[i]!, from) * to) / from);
  }
}
