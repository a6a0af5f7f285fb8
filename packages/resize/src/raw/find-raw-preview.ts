import { type ByteSource, readExactly } from '../byte-source.ts';
import { jpegSegments, readJpegFrame } from '../jpeg/jpeg-markers.ts';
import type { PreviewPlace, RawFile } from './raw-file.ts';

export interface RawPreview {
  /** A complete JPEG. */
  readonly bytes: Buffer;
  /** Width in pixels as stored, before the orientation is applied. */
  readonly width: number;
  readonly height: number;
}

/** Contains all segments before the frame header: EXIF and its thumbnail take at most 64 KB. */
const HEAD_BYTES = 262_144;
/** A smaller preview is a thumbnail; a larger one is then searched for in maker notes. */
const MIN_SIDE = 640;
const SEARCH_STEP_BYTES = 4_194_304;
const SOI = Buffer.from('ffd8ff', 'hex');
/** Baseline, extended and progressive. A lossless JPEG contains sensor data. */
const PREVIEW_PROCESSES: readonly number[] = [0xc0, 0xc1, 0xc2];

interface Candidate extends PreviewPlace {
  readonly width: number;
  readonly height: number;
}

/**
 * Finds the largest JPEG in a raw file. It reads only what may be a JPEG. If the directories list
 * nothing but a thumbnail, it searches the whole file in steps, because some manufacturers do not
 * list the preview.
 */
export async function findRawPreview(
  source: ByteSource,
  { places }: RawFile,
): Promise<RawPreview | undefined> {
  const named = await Promise.all(places.map((place) => candidateAt(source, place)));
  const largest = largestOf(named);
  const isPreview = largest && Math.max(largest.width, largest.height) >= MIN_SIDE;
  const found = isPreview ? largest : largestOf([largest, ...(await search(source))]);
  return found && readPreview(source, found);
}

function largestOf(candidates: readonly (Candidate | undefined)[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (best, next) => (next && area(next) > area(best) ? next : best),
    undefined,
  );
}

function area(candidate: Candidate | undefined): number {
  return candidate ? candidate.width * candidate.height : 0;
}

async function candidateAt(
  source: ByteSource,
  place: PreviewPlace,
): Promise<Candidate | undefined> {
  const rest = source.byteCount - place.offset;
  const head = await readExactly(source, place.offset, Math.min(HEAD_BYTES, Math.max(0, rest)));
  if (!head?.subarray(0, 3).equals(SOI)) return undefined;
  const frame = readJpegFrame(head);
  if (!frame || !PREVIEW_PROCESSES.includes(frame.marker) || frame.precision !== 8)
    return undefined;
  return { ...place, width: frame.width, height: frame.height };
}

/** Finds all offsets at which a JPEG may begin. */
async function search(source: ByteSource): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (let start = 0; start < source.byteCount; start += SEARCH_STEP_BYTES) {
    const byteCount = Math.min(SEARCH_STEP_BYTES + SOI.length - 1, source.byteCount - start);
    const step = (await readExactly(source, start, byteCount)) ?? Buffer.alloc(0);
    for (let at = step.indexOf(SOI); at >= 0; at = step.indexOf(SOI, at + 1)) {
      const candidate = await candidateAt(source, { offset: start + at });
      if (candidate) candidates.push(candidate);
    }
  }
  return candidates;
}

async function readPreview(source: ByteSource, { width, height, ...place }: Candidate) {
  const rest = source.byteCount - place.offset;
  const bytes = await readExactly(source, place.offset, Math.min(place.byteCount ?? rest, rest));
  if (!bytes) return undefined;
  const end = place.byteCount === undefined ? jpegEnd(bytes) : bytes.length;
  return { bytes: bytes.subarray(0, end), width, height };
}

function jpegEnd(bytes: Buffer): number {
  let last = bytes.length;
  for (const { end } of jpegSegments(bytes)) last = end;
  return last;
}
