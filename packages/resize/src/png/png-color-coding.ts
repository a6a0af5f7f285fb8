import {
  type Chromaticity,
  codedColor,
  type ColorCoding,
  SRGB_PRIMARIES,
} from '../color/color-coding.ts';
import type { PngChunk } from './png-chunks.ts';

/** gAMA and cHRM store numbers multiplied by 100,000. */
const UNIT = 100_000;
/** The gAMA value of sRGB, for which sRGB's own curve is used. */
const SRGB_GAMMA = 45_455;
const GAMMA_TOLERANCE = 500;

/**
 * Reads the colours of a PNG with the precedence of W3C PNG, third edition, 4.3: cICP, then iCCP,
 * then sRGB, then gAMA with cHRM. As in browsers, cHRM is ignored without gAMA.
 * @returns undefined if the colours are sRGB or those of an ICC profile
 */
export function pngColorCoding(chunks: readonly PngChunk[]): ColorCoding | undefined {
  const data = (type: string) => chunks.find((chunk) => chunk.type === type)?.data;
  const cicp = data('cICP');
  // RGB is the only matrix that PNG allows.
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

/** @returns undefined for points that do not form a triangle */
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
