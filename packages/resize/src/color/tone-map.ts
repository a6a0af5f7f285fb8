import type { Transfer } from './color-coding.ts';
import { nitsToPq, pqToNits } from './transfer-curve.ts';

/** Diffuse white of HDR, ITU-R BT.2408: it is what white of SDR stands for. */
const WHITE_NITS = 203;
/** The brightest that HDR is taken to be: HLG's nominal peak, and what most of PQ is mastered for. */
const PEAK_NITS = 1_000;
/** ITU-R BT.2100, table 5: the system gamma for that peak. */
const HLG_GAMMA = 1.2;

const PEAK = nitsToPq(PEAK_NITS);
const TARGET = nitsToPq(WHITE_NITS) / PEAK;
const KNEE = 1.5 * TARGET - 0.5;

/** Linear light of the three channels, in place. */
export type ToneMap = (rgb: Float64Array, luminance: number) => void;

/**
 * HDR to SDR by the EETF of ITU-R BT.2390, section 5.4.1, for a display of 203 cd/m²: what is darker
 * than about 90 cd/m² stays as it is, what is brighter is rolled off up to 1,000 cd/m². The curve is
 * applied to the largest channel and scales all three, which keeps the hue.
 */
export function toneMap(kind: Transfer['kind']): ToneMap | undefined {
  if (kind === 'pq') return (rgb) => compress(rgb);
  if (kind !== 'hlg') return undefined;
  return (rgb, luminance) => {
    const gain = PEAK_NITS * luminance ** (HLG_GAMMA - 1);
    for (let i = 0; i < 3; i++) rgb[i] = rgb[i]! * gain;
    compress(rgb);
  };
}

function compress(rgb: Float64Array): void {
  const brightest = Math.max(rgb[0]!, rgb[1]!, rgb[2]!);
  const scale = brightest > 0 ? pqToNits(PEAK * eetf(nitsToPq(brightest) / PEAK)) / brightest : 0;
  for (let i = 0; i < 3; i++) rgb[i] = (rgb[i]! * scale) / WHITE_NITS;
}

/** On PQ values that are relative to the peak. */
function eetf(value: number): number {
  if (value < KNEE) return value;
  const t = (Math.min(1, value) - KNEE) / (1 - KNEE);
  const [t2, t3] = [t ** 2, t ** 3];
  return (2 * t3 - 3 * t2 + 1) * KNEE + (t3 - 2 * t2 + t) * (1 - KNEE) + (3 * t2 - 2 * t3) * TARGET;
}
