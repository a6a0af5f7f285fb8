import { codedColor, SRGB_PRIMARIES } from '../color/color-coding.ts';
import type { Chromaticity, ColorCoding } from '../color/color-coding.ts';
import type { PngChunk } from './png-chunks.ts';

/** gAMA and cHRM hold their numbers × 100,000. */
const UNIT = 100_000;
/** sRGB's gAMA; the curve that it stands for is taken to be sRGB's own. */
const SRGB_GAMMA = 45_455;
const GAMMA_TOLERANCE = 500;

/**
 * What a PNG says of its colours besides iCCP, by the precedence of W3C PNG, third edition, 4.3:
 * cICP, then iCCP, then sRGB, then gAMA with cHRM. As in browsers, cHRM counts with gAMA only.
 * @returns undefined where the colours are sRGB or an ICC profile's
 */
export function pngColorCoding(chunks: readonly PngChunk[]): ColorCoding | undefined {
  const data = (type: string) => chunks.find((chunk) => chunk.type === type)?.data;
  const cicp = data('cICP');
  // RGB is the only matrix that a PNG can have.
  if (cicp && cicp.length === 4 && cicp[2] === 0) return codedColor(cicp[0]!, cicp[1]!);
  if (data('iCCP') || data('sRGB')) return undefined;
  const [gama, chrm] = [data('gAMA'), data('cHRM')];
  const gamma = gama?.length === 4 ? gama.readUInt32BE() : 0;
  if (gamma === 0) return undefined;
  const primaries = chrm && primariesOf(chrm);
  if (!primaries && Math.abs(gamma - SRGB_GAMMA) < GAMMA_TOLERANCE) return undefined;
  return {
    primaries: primaries ?? SRGB_PRIMARIES,
    transfer: { kind: 'gamma', exponent: UNIT / gamma },
  };
}

/** @returns undefined for points that span no colours */
function primariesOf(data: Buffer) {
  if (data.length !== 32) return undefined;
  const [white, red, green, blue] = [0, 8, 16, 24].map((at): Chromaticity => [
    data.readUInt32BE(at) / UNIT,
    data.readUInt32BE(at + 4) / UNIT,
  ]) as [Chromaticity, Chromaticity, Chromaticity, Chromaticity];
  const span =
    (red[0] - blue[0]) * (green[1] - blue[1]) - (green[0] - blue[0]) * (red[1] - blue[1]);
  return Math.abs(span) < 0.001 || white[1] === 0 ? undefined : { white, red, green, blue };
}
