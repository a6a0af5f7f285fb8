import type { Transfer } from './color-coding.ts';
import { nitsToPq, pqToNits } from './transfer-curve.ts';

/** Diffuse white of HDR in cd/m² (ITU-R BT.2408), which maps to the white of SDR. */
const WHITE_NITS = 203;
/**
 * The assumed peak brightness of HDR in cd/m²: HLG's nominal peak, for which most PQ content is
 * also mastered.
 */
const PEAK_NITS = 1_000;
/** The system gamma of HLG for that peak (ITU-R BT.2100, table 5). */
const HLG_GAMMA = 1.2;

const PEAK = nitsToPq(PEAK_NITS);
const TARGET = nitsToPq(WHITE_NITS) / PEAK;
const KNEE = 1.5 * TARGET - 0.5;

/** Maps linear light of the three channels in place. */
export type ToneMap = (rgb: Float64Array, luminance: number) => void;

/**
 * Maps HDR to SDR by the EETF of ITU-R BT.2390, section 5.4.1, for a display of 203 cd/m². Light
 * below about 90 cd/m² is unchanged; brighter light, up to 1,000 cd/m², is compressed. The curve is
 * applied to the largest channel, and all three are scaled by the same factor, which keeps the hue.
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

/** Applies the EETF to a PQ value that is relative to the peak. */
function eetf(value: number): number {
  if (value < KNEE) return value;
  const t = (Math.min(1, value) - KNEE) / (1 - KNEE);
  const [t2, t3] = [t ** 2, t ** 3];
  return (2 * t3 - 3 * t2 + 1) * KNEE + (t3 - 2 * t2 + t) * (1 - KNEE) + (3 * t2 - 2 * t3) * TARGET;
}
