import type { Size } from '../plan-resize.ts';
import type { Plane } from './libheif-image.ts';

/** Sums of boxes of a plane's samples, row by row. */
export interface BoxSums {
  readonly sums: Uint32Array;
  /** How many samples each is the sum of. */
  readonly count: number;
  /** Of a sample. */
  readonly bits: number;
}

/**
 * Adds up boxes of samples. A box that the right or bottom cuts off counts as if it went on alike.
 * @param size of the part that counts, from the top left
 * @param box sides that are powers of two
 */
export function sumBoxes(plane: Plane, size: Size, box: Size): BoxSums {
  const columns = Math.ceil(size.width / box.width);
  const rows = Math.ceil(size.height / box.height);
  const sums = new Uint32Array(columns * rows);
  const source = samplesOf(plane);
  const stride = source.length / plane.height;
  for (let y = 0; y < size.height; y++) {
    const to = Math.floor(y / box.height) * columns;
    addRow(source.subarray(y * stride, y * stride + size.width), box.width, sums, to);
  }
  const restAcross = size.width % box.width;
  const restDown = size.height % box.height;
  if (restAcross > 0) {
    for (let at = columns - 1; at < sums.length; at += columns) {
      sums[at] = Math.round((sums[at]! * box.width) / restAcross);
    }
  }
  if (restDown > 0) {
    for (let at = (rows - 1) * columns; at < sums.length; at++) {
      sums[at] = Math.round((sums[at]! * box.height) / restDown);
    }
  }
  return { sums, count: box.width * box.height, bits: plane.bits };
}

/** Much of the time of an image is spent here: the loops are plain. */
function addRow(
  row: Uint8Array | Uint16Array,
  boxWidth: number,
  sums: Uint32Array,
  to: number,
): void {
  if (boxWidth === 1) {
    for (let x = 0; x < row.length; x++) sums[to + x]! += row[x]!;
    return;
  }
  let [x, at] = [0, to];
  for (; x + boxWidth <= row.length; at++) {
    let sum = 0;
    for (const end = x + boxWidth; x < end; x += 2) sum += row[x]! + row[x + 1]!;
    sums[at]! += sum;
  }
  for (; x < row.length; x++) sums[at]! += row[x]!;
}

function samplesOf({ bits, data }: Plane): Uint8Array | Uint16Array {
  return bits > 8 ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
}
