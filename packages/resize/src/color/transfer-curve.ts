import type { Transfer } from './color-coding.ts';

/** Maps a stored value from 0 to 1 to light. 1 is white; for PQ and HLG, 1 is 1 cd/m². */
export type TransferCurve = (value: number) => number;

export function transferCurve(transfer: Transfer): TransferCurve {
  if (transfer.kind === 'gamma') {
    const { exponent, scale = 1 } = transfer;
    return (value) => scale * value ** exponent;
  }
  return CURVES[transfer.kind];
}

const CURVES: Record<Exclude<Transfer['kind'], 'gamma'>, TransferCurve> = {
  linear: (value) => value,
  srgb: (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4),
  smpte240: (value) => (value < 0.0913 ? value / 4 : ((value + 0.1115) / 1.1115) ** (1 / 0.45)),
  pq: pqToNits,
  hlg: hlgToScene,
};

/** Constants of SMPTE ST 2084 (ITU-R BT.2100, table 4). */
const PQ = {
  m1: 2610 / 16384,
  m2: (2523 / 4096) * 128,
  c1: 3424 / 4096,
  c2: (2413 / 4096) * 32,
  c3: (2392 / 4096) * 32,
} as const;
const PQ_PEAK_NITS = 10_000;

export function pqToNits(value: number): number {
  const power = value ** (1 / PQ.m2);
  return PQ_PEAK_NITS * (Math.max(0, power - PQ.c1) / (PQ.c2 - PQ.c3 * power)) ** (1 / PQ.m1);
}

export function nitsToPq(nits: number): number {
  const power = (Math.max(0, nits) / PQ_PEAK_NITS) ** PQ.m1;
  return ((PQ.c1 + PQ.c2 * power) / (1 + PQ.c3 * power)) ** PQ.m2;
}

/** The inverse OETF of HLG (ITU-R BT.2100, table 5); returns scene light from 0 to 1. */
function hlgToScene(value: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  return value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - c) / a) + b) / 12;
}
