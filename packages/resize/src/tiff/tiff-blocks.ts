import { decompressTiffBlock } from './decompress-tiff-block.ts';
import { type ReadSample, sampleReader } from './read-sample.ts';
import type { TiffSamples } from './tiff-samples.ts';
import { subsamplingOf, yCbCrToRgb } from './ycbcr-block.ts';

const YCBCR = 6;

/** The decompressed part of a page that one strip or tile contains. */
interface Block {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** One buffer of interleaved samples, or one buffer per sample. */
  readonly planes: readonly Buffer[];
  readonly rowByteCount: number;
}

/**
 * Calls `visit` for each pixel of a page with its samples as stored; YCbCr is converted to RGB.
 * @param visit receives the same array each time
 * @throws Error if a strip or tile is missing, truncated or broken
 */
export function forEachPixel(
  file: Buffer,
  samples: TiffSamples,
  visit: (pixel: Float64Array, x: number, y: number) => void,
): void {
  const read = sampleReader(samples);
  const pixel = new Float64Array(samples.samplesPerPixel);
  for (const block of blocksOf(file, samples)) {
    const right = Math.min(block.width, samples.width - block.left);
    const bottom = Math.min(block.height, samples.height - block.top);
    for (let y = 0; y < bottom; y++) {
      for (let x = 0; x < right; x++) {
        readPixel(block, read, x, y, pixel);
        visit(pixel, block.left + x, block.top + y);
      }
    }
  }
}

function readPixel(
  { planes, rowByteCount }: Block,
  read: ReadSample,
  x: number,
  y: number,
  pixel: Float64Array,
): void {
  const isPlanar = planes.length > 1;
  for (let i = 0; i < pixel.length; i++) {
    const [plane, index] = isPlanar ? [planes[i]!, x] : [planes[0]!, x * pixel.length + i];
    pixel[i] = read(plane, y * rowByteCount, index);
  }
}

function* blocksOf(file: Buffer, samples: TiffSamples): Generator<Block> {
  const { width, height, blocks, isPlanar, samplesPerPixel } = samples;
  if (blocks.width === 0 || blocks.height === 0) throw new Error('Expected blocks of some size');
  const [across, down] = [Math.ceil(width / blocks.width), Math.ceil(height / blocks.height)];
  const planeCount = isPlanar ? samplesPerPixel : 1;
  for (let index = 0; index < across * down; index++) {
    const left = (index % across) * blocks.width;
    const top = Math.floor(index / across) * blocks.height;
    const rows = blocks.isTiled ? blocks.height : Math.min(blocks.height, height - top);
    const planes = Array.from({ length: planeCount }, (_, plane) =>
      readBlock(file, samples, plane * across * down + index, rows),
    );
    const rowByteCount = rowBytes(samples);
    yield { left, top, width: blocks.width, height: rows, planes, rowByteCount };
  }
}

function rowBytes({ blocks, bits, isPlanar, samplesPerPixel }: TiffSamples): number {
  return Math.ceil((blocks.width * bits * (isPlanar ? 1 : samplesPerPixel)) / 8);
}

function readBlock(file: Buffer, samples: TiffSamples, index: number, rowCount: number): Buffer {
  const { blocks, compression, predictor, isLittleEndian, photometric, isPlanar } = samples;
  const offset = blocks.offsets[index];
  const byteCount = blocks.byteCounts[index] ?? file.length;
  if (offset === undefined || offset === 0 || byteCount === 0) {
    throw new Error(`Expected data for strip or tile ${index} but received none`);
  }
  const data = file.subarray(offset, offset + byteCount);
  const samplesPerPixel = isPlanar ? 1 : samples.samplesPerPixel;
  const shape = { samplesPerPixel, bytesPerSample: samples.bits / 8, isLittleEndian, predictor };
  if (photometric !== YCBCR || isPlanar) {
    const rowByteCount = rowBytes(samples);
    return decompressTiffBlock(data, compression, { ...shape, rowByteCount, rowCount });
  }
  const { across, down } = subsamplingOf(samples);
  const unitRow = Math.ceil(blocks.width / across) * (across * down + 2);
  const units = { ...shape, rowByteCount: unitRow, rowCount: Math.ceil(rowCount / down) };
  const block = decompressTiffBlock(data, compression, units);
  return yCbCrToRgb(block, blocks.width, rowCount, samples);
}
