/** x and y of CIE 1931. */
export type Chromaticity = readonly [number, number];

export interface Primaries {
  readonly red: Chromaticity;
  readonly green: Chromaticity;
  readonly blue: Chromaticity;
  readonly white: Chromaticity;
}

/** How stored values map to light: to relative light, or to absolute brightness (PQ, HLG). */
export type Transfer =
  | { readonly kind: 'srgb' | 'smpte240' | 'linear' | 'pq' | 'hlg' }
  | { readonly kind: 'gamma'; readonly exponent: number; readonly scale?: number };

/** A file's colour space, given by numbers instead of an ICC profile. */
export interface ColorCoding {
  readonly primaries: Primaries;
  readonly transfer: Transfer;
}

const D65: Chromaticity = [0.3127, 0.329];
const ILLUMINANT_C: Chromaticity = [0.31, 0.316];

function primaries(
  red: Chromaticity,
  green: Chromaticity,
  blue: Chromaticity,
  white: Chromaticity = D65,
): Primaries {
  return { red, green, blue, white };
}

export const SRGB_PRIMARIES = primaries([0.64, 0.33], [0.3, 0.6], [0.15, 0.06]);
const SMPTE_170M = primaries([0.63, 0.34], [0.31, 0.595], [0.155, 0.07]);

/** ITU-T H.273, table 2. */
const PRIMARIES: ReadonlyMap<number, Primaries> = new Map([
  [1, SRGB_PRIMARIES],
  [4, primaries([0.67, 0.33], [0.21, 0.71], [0.14, 0.08], ILLUMINANT_C)],
  [5, primaries([0.64, 0.33], [0.29, 0.6], [0.15, 0.06])],
  [6, SMPTE_170M],
  [7, SMPTE_170M],
  [8, primaries([0.681, 0.319], [0.243, 0.692], [0.145, 0.049], ILLUMINANT_C)],
  [9, primaries([0.708, 0.292], [0.17, 0.797], [0.131, 0.046])],
  [10, primaries([1, 0], [0, 1], [0, 0], [1 / 3, 1 / 3])],
  [11, primaries([0.68, 0.32], [0.265, 0.69], [0.15, 0.06], [0.314, 0.351])],
  [12, primaries([0.68, 0.32], [0.265, 0.69], [0.15, 0.06])],
  [22, primaries([0.63, 0.34], [0.295, 0.605], [0.155, 0.077])],
]);

/** Codes for a camera's curve (BT.709, 601, 2020) are shown by the curve of displays, BT.1886. */
const BT_1886: Transfer = { kind: 'gamma', exponent: 2.4 };

/** ITU-T H.273, table 3. */
const TRANSFERS: ReadonlyMap<number, Transfer> = new Map<number, Transfer>([
  [1, BT_1886],
  [4, { kind: 'gamma', exponent: 2.2 }],
  [5, { kind: 'gamma', exponent: 2.8 }],
  [6, BT_1886],
  [7, { kind: 'smpte240' }],
  [8, { kind: 'linear' }],
  [13, { kind: 'srgb' }],
  [14, BT_1886],
  [15, BT_1886],
  [16, { kind: 'pq' }],
  // SMPTE ST 428-1: white has 48 cd/m², the maximum is 52.37 cd/m².
  [17, { kind: 'gamma', exponent: 2.6, scale: 52.37 / 48 }],
  [18, { kind: 'hlg' }],
]);

/** Returns the colours for code points of ITU-T H.273; unspecified codes mean sRGB. */
export function codedColor(primariesCode: number, transferCode: number): ColorCoding {
  return {
    primaries: PRIMARIES.get(primariesCode) ?? SRGB_PRIMARIES,
    transfer: TRANSFERS.get(transferCode) ?? { kind: 'srgb' },
  };
}

/**
 * Returns the colours of an AVIF or HEIC image. Codes for a camera's curve are shown by sRGB's
 * curve, as browsers do.
 */
export function photoColor(primariesCode: number, transferCode: number): ColorCoding {
  const isCamera = TRANSFERS.get(transferCode) === BT_1886;
  return codedColor(primariesCode, isCamera ? SRGB_TRANSFER : transferCode);
}

const SRGB_TRANSFER = 13;

/** Returns true if the colours need no conversion. */
export function isSrgb({ primaries, transfer }: ColorCoding): boolean {
  return primaries === SRGB_PRIMARIES && transfer.kind === 'srgb';
}
