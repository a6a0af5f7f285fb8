import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { chunksOf } from '../database/chunks-of.ts';
import { databaseErrorOf } from '../database/database-failure.ts';
import { imageFields } from './image-fields.ts';
import { parseOrRefuse } from '../parse-or-refuse.ts';
import type { MetadataTables } from '../database/tables.ts';

type Db = Kysely<MetadataTables>;

const BANDS = ['hash_band_0', 'hash_band_1', 'hash_band_2', 'hash_band_3'] as const;
const BITS_PER_BAND = 16;
const DIGITS_PER_BAND = 4;

/** Beyond, bands that differ in three bits had to be looked up: ten times as many. */
const MAX_DISTANCE = 11;
/** Apart from copies that were cropped or mirrored, what is the same picture differs in fewer bits. */
export const DEFAULT_SIMILAR_DISTANCE = 7;
const MAX_SIMILAR_IMAGES = 1000;
/** SQLite takes 32,766 parameters in a statement; shorter lists also keep statements short. */
const MAX_IDS_PER_QUERY = 1000;

const BITS = BANDS.length * BITS_PER_BAND;
/**
 * Fewer bits that are set, or that are not, are no pattern: flat images, and those with a dot or a
 * line on an even ground, share such hashes and nothing else.
 */
const MIN_PATTERN_BITS = 4;

const requestSchema = z.object({
  imageId: imageFields.imageId,
  maxDistance: z.number().int().min(0).max(MAX_DISTANCE).default(DEFAULT_SIMILAR_DISTANCE),
  limit: z.number().int().min(1).max(MAX_SIMILAR_IMAGES).default(100),
  uploadedBy: imageFields.uploadedBy.optional(),
});

/**
 * How far images may be (0 to 11 of 64 bits, 7 unless told), how many are wanted (1 to 1,000, 100
 * unless told), and whose they have to be.
 */
export type FindSimilarOptions = Readonly<Omit<z.input<typeof requestSchema>, 'imageId'>>;

/** An image, and in how many of 64 bits its perceptual hash differs. */
export interface SimilarImage {
  readonly imageId: string;
  readonly distance: number;
}

/**
 * The images that look like an image, nearest first. Of two hashes that differ in at most
 * 4r + 3 bits, one of four bands differs in at most r: so the bands' indexes find every one of
 * them, and only what they find is compared.
 */
export async function findSimilarImages(
  db: Db,
  imageId: string,
  options: FindSimilarOptions = {},
): Promise<SimilarImage[]> {
  const request = parseOrRefuse(requestSchema, { imageId, ...options }, 'similar images');
  try {
    const hash = await hashOf(db, imageId);
    if (hash === null || greatestDistance(hash) === 0) return [];
    const matches = (await similarCandidates(db, hash, request.maxDistance))
      .filter((candidate) => candidate.imageId !== imageId && greatestDistance(candidate.hash) > 0)
      .map((candidate) => ({
        imageId: candidate.imageId,
        distance: hammingDistance(candidate.hash, hash),
        greatest: Math.min(greatestDistance(candidate.hash), greatestDistance(hash)),
      }))
      .filter(({ distance, greatest }) => distance <= Math.min(request.maxDistance, greatest))
      .map(({ imageId, distance }) => ({ imageId, distance }))
      .toSorted((a, b) => a.distance - b.distance || (a.imageId < b.imageId ? -1 : 1));
    return await firstOf(db, matches, request);
  } catch (error) {
    throw databaseErrorOf(error);
  }
}

async function hashOf(db: Db, imageId: string): Promise<string | null> {
  const row = await db
    .selectFrom('image')
    .select('perceptualHash')
    .where('imageId', '=', imageId)
    .executeTakeFirst();
  return row?.perceptualHash ?? null;
}

/**
 * How far a hash may be from one that looks like it. Hashes with few bits set differ in few bits
 * from one another, whatever they show: they must have more in common.
 * @returns 0 for a hash that is no pattern
 */
function greatestDistance(hash: string): number {
  const set = bitCount(halfOf(hash, 0)) + bitCount(halfOf(hash, 8));
  const patternBits = Math.min(set, BITS - set);
  return patternBits < MIN_PATTERN_BITS ? 0 : Math.floor(patternBits / 2);
}

interface Candidate {
  readonly imageId: string;
  readonly hash: string;
}

/**
 * What a search for similar images looks at, each once: those that share a band with the hash, give
 * or take a few bits.
 */
export async function similarCandidates(
  db: Db,
  hash: string,
  maxDistance: number,
): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  for (const [band, column] of BANDS.entries()) {
    const first = band * DIGITS_PER_BAND;
    const values = nearBands(hash.slice(first, first + DIGITS_PER_BAND), maxDistance);
    const rows = await db
      .selectFrom('image')
      .select(['imageId', 'perceptualHash'])
      .where(sql.ref<string>(column), 'in', values)
      .execute();
    for (const { imageId, perceptualHash } of rows) {
      found.set(imageId, { imageId, hash: perceptualHash ?? '' });
    }
  }
  return [...found.values()];
}

/** The values that differ from a band's in so few bits that no near hash is missed. */
function nearBands(band: string, maxDistance: number): string[] {
  const radius = Math.floor(maxDistance / BANDS.length);
  let values = new Set([Number.parseInt(band, 16)]);
  for (let step = 0; step < radius; step++) {
    values = new Set([...values].flatMap((value) => [value, ...neighbours(value)]));
  }
  return [...values].map((value) => value.toString(16).padStart(DIGITS_PER_BAND, '0'));
}

function neighbours(value: number): number[] {
  return Array.from({ length: BITS_PER_BAND }, (_, bit) => value ^ (1 << bit));
}

/** In how many bits two hashes of 16 hexadecimal digits differ. */
function hammingDistance(a: string, b: string): number {
  return bitCount(halfOf(a, 0) ^ halfOf(b, 0)) + bitCount(halfOf(a, 8) ^ halfOf(b, 8));
}

function halfOf(hash: string, firstDigit: number): number {
  return Number.parseInt(hash.slice(firstDigit, firstDigit + 8), 16);
}

function bitCount(word: number): number {
  let bits = 0;
  for (let rest = word >>> 0; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}

/** The nearest of those that are the owner's, as many as are wanted. */
async function firstOf(
  db: Db,
  matches: readonly SimilarImage[],
  { uploadedBy, limit }: z.output<typeof requestSchema>,
): Promise<SimilarImage[]> {
  if (uploadedBy === undefined) return matches.slice(0, limit);
  const found: SimilarImage[] = [];
  for (const chunk of chunksOf(matches, MAX_IDS_PER_QUERY)) {
    const owned = await ownedOf(db, chunk, uploadedBy);
    found.push(...chunk.filter(({ imageId }) => owned.has(imageId)));
    if (found.length >= limit) break;
  }
  return found.slice(0, limit);
}

async function ownedOf(
  db: Db,
  images: readonly SimilarImage[],
  uploadedBy: string,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('image')
    .select('imageId')
    .where(
      'imageId',
      'in',
      images.map(({ imageId }) => imageId),
    )
    .where('uploadedBy', '=', uploadedBy)
    .execute();
  return new Set(rows.map((row) => row.imageId));
}
