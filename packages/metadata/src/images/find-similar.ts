import { type Kysely, sql } from 'kysely';
import * as z from 'zod';
import { chunksOf } from '../database/chunks-of.ts';
import { databaseErrorOf } from '../database/database-failure.ts';
import type { MetadataTables } from '../database/tables.ts';
import { lazily } from '../lazily.ts';
import { parseOrReject } from '../parse-or-reject.ts';
import { imageFields } from './image-fields.ts';

type Db = Kysely<MetadataTables>;

const BANDS = ['hash_band_0', 'hash_band_1', 'hash_band_2', 'hash_band_3'] as const;
const BITS_PER_BAND = 16;
const DIGITS_PER_BAND = 4;

/** For a larger distance, bands that differ in three bits would be needed: ten times as many. */
const MAX_DISTANCE = 11;
/** Copies of an image differ in fewer bits, unless they were cropped or mirrored. */
export const DEFAULT_SIMILAR_DISTANCE = 7;
const MAX_SIMILAR_IMAGES = 1000;
/** SQLite allows 32,766 parameters in a statement; fewer also keep statements short. */
const MAX_IDS_PER_QUERY = 1000;

const BITS = BANDS.length * BITS_PER_BAND;
/**
 * Hashes with fewer set or unset bits have no pattern: flat images, and those with a dot or a line
 * on an even background, share such hashes without being similar.
 */
const MIN_PATTERN_BITS = 4;

const requestSchema = lazily(() =>
  z.object({
    imageId: imageFields.imageId,
    maxDistance: z.number().int().min(0).max(MAX_DISTANCE).default(DEFAULT_SIMILAR_DISTANCE),
    limit: z.number().int().min(1).max(MAX_SIMILAR_IMAGES).default(100),
    uploadedBy: imageFields.uploadedBy.optional(),
  }),
);

/**
 * The maximum distance (0 to 11 of 64 bits, default 7), the maximum number of images (1 to 1,000,
 * default 100), and optionally their owner.
 */
export type FindSimilarOptions = Readonly<
  Omit<z.input<ReturnType<typeof requestSchema>>, 'imageId'>
>;

/** An image and the number of bits in which its perceptual hash differs, of 64. */
export interface SimilarImage {
  readonly imageId: string;
  readonly distance: number;
}

/**
 * Finds similar images, most similar first. If two hashes differ in at most 4r + 3 bits, at least
 * one of their four bands differs in at most r bits. Therefore the indexes of the bands find all of
 * them, and only these candidates are compared.
 */
export async function findSimilarImages(
  db: Db,
  imageId: string,
  options: FindSimilarOptions = {},
): Promise<SimilarImage[]> {
  const request = parseOrReject(requestSchema(), { imageId, ...options }, 'similar images');
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
 * Returns the distance within which hashes count as similar. Hashes with few set bits differ in few
 * bits from each other, whatever they show, so that their limit is lower.
 * @returns 0 for a hash without a pattern
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
 * Returns the candidates of a search, without duplicates: images that share a band with the hash,
 * except for a few bits.
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

/**
 * Returns all values that differ from a band in at most the number of bits that the distance
 * allows.
 */
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

/** Returns the number of bits in which two hashes of 16 hexadecimal digits differ. */
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

/** Returns the nearest images of the owner, up to the limit. */
async function firstOf(
  db: Db,
  matches: readonly SimilarImage[],
  { uploadedBy, limit }: z.output<ReturnType<typeof requestSchema>>,
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
