import type { CameraFacts, RawCameraFacts } from './camera-facts.ts';

const MAX_CHARACTERS = { make: 64, model: 128, lens: 255 } as const;

/** Stored decimal places and plausible range of each number. */
const NUMBERS = {
  focalLengthMm: { least: 0.001, most: 100_000, decimals: 3 },
  exposureSeconds: { least: 0.000_001, most: 100_000, decimals: 8 },
  fNumber: { least: 0.001, most: 1000, decimals: 3 },
  isoSpeed: { least: 1, most: 100_000_000, decimals: 0 },
} as const;

/** Validates the values. Values of a wrong type or outside the plausible range become null. */
export function checkCameraFacts(raw: Partial<RawCameraFacts>): CameraFacts {
  const capturedAt = localTimeOf(raw.capturedAt);
  return {
    cameraMake: textOf(raw.cameraMake, MAX_CHARACTERS.make),
    cameraModel: textOf(raw.cameraModel, MAX_CHARACTERS.model),
    lensModel: textOf(raw.lensModel, MAX_CHARACTERS.lens),
    capturedAt,
    captureZone: capturedAt === null ? null : zoneOf(raw.captureZone),
    focalLengthMm: numberOf(raw.focalLengthMm, NUMBERS.focalLengthMm),
    exposureSeconds: numberOf(raw.exposureSeconds, NUMBERS.exposureSeconds),
    fNumber: numberOf(raw.fNumber, NUMBERS.fNumber),
    isoSpeed: numberOf(raw.isoSpeed, NUMBERS.isoSpeed),
  };
}

/**
 * Returns trimmed text. Cameras fill empty fields with blanks, zeros or hyphens, which count as no
 * text.
 */
function textOf(value: unknown, maxCharacters: number): string | null {
  if (typeof value !== 'string') return null;
  const text = value
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
  if (!/[\p{L}\p{N}]/u.test(text)) return null;
  return text.length <= maxCharacters ? text : text.slice(0, maxCharacters).toWellFormed().trim();
}

/** Reads a number, or a fraction as XMP writes it. */
function numberOf(
  value: unknown,
  { least, most, decimals }: (typeof NUMBERS)[keyof typeof NUMBERS],
): number | null {
  const [above = NaN, below = 1] =
    typeof value === 'string' ? value.split('/').map(Number) : [Number(value ?? NaN)];
  const number = Number((above / below).toFixed(decimals));
  return number >= least && number <= most ? number : null;
}

/** Matches EXIF's `2022:08:22 20:30:46` and ISO 8601; seconds and their fraction are optional. */
const TIME = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?/;
/** The year of the oldest surviving photograph. */
const FIRST_YEAR = 1826;

function localTimeOf(value: unknown): string | null {
  const match = typeof value === 'string' ? TIME.exec(value) : null;
  if (match === null) return null;
  const [, year = '', month, day, hour, minute, second = '00', fraction = ''] = match;
  const toSecond = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = new Date(`${toSecond}Z`);
  const isDate = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(toSecond);
  if (!isDate || Number(year) < FIRST_YEAR) return null;
  return `${toSecond}.${fraction.padEnd(3, '0')}`;
}

function zoneOf(value: unknown): string | null {
  if (value === 'Z') return '+00:00';
  return typeof value === 'string' && /^[+-](?:0\d|1[0-4]):[0-5]\d$/.test(value) ? value : null;
}
