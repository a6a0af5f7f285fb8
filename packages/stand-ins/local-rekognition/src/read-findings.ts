import { isJsonObject } from '@miniatura/local-service';
import { VisionError } from '@miniatura/local-vision';

/** A name and a confidence, 0–100, that a model returns. */
export interface Finding {
  readonly name: string;
  readonly confidence: number;
}

const MAX_FINDINGS = 200;
const MAX_NAME_CHARACTERS = 64;
/** The confidence when the model returns none: just above the threshold of the callers. */
const DEFAULT_CONFIDENCE = 60;

const NAME_MEMBERS = ['name', 'label', 'category'] as const;
const CONFIDENCE_MEMBERS = ['confidence', 'score', 'probability'] as const;

/**
 * Extracts the findings of a model's answer, which is a list or an object with one list. Each name
 * occurs once; the highest confidence comes first. Small models do not follow the schema: names may
 * be plain strings, and confidences fractions, strings or missing. Invalid names are skipped.
 * @throws VisionError `invalid-answer` when there is no list
 */
export function readFindings(answer: unknown): readonly Finding[] {
  const items = listIn(answer).slice(0, MAX_FINDINGS);
  const raw = items.flatMap((item) => {
    const name = cleanName(memberOf(item, NAME_MEMBERS) ?? item);
    return name === '' ? [] : [{ name, value: numberIn(memberOf(item, CONFIDENCE_MEMBERS)) }];
  });
  const scale = scaleOf(raw.map(({ value }) => value));
  return mostConfidentOfEach(
    raw.map(({ name, value }) => ({
      name,
      confidence:
        value === undefined ? DEFAULT_CONFIDENCE : Math.min(Math.max(value * scale, 0), 100),
    })),
  );
}

function listIn(answer: unknown): readonly unknown[] {
  const candidates = isJsonObject(answer) ? Object.values(answer) : [answer];
  const list = candidates.find(Array.isArray);
  if (list !== undefined) return list;
  throw new VisionError(
    'invalid-answer',
    'Expected a list of findings from the vision model but received none',
  );
}

function memberOf(item: unknown, names: readonly string[]): unknown {
  return isJsonObject(item)
    ? names.map((name) => item[name]).find((value) => value !== undefined)
    : undefined;
}

/** Removes control characters and direction marks. */
function cleanName(value: unknown): string {
  return typeof value !== 'string'
    ? ''
    : value
        .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, MAX_NAME_CHARACTERS)
        .trim();
}

function numberIn(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number.parseFloat(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Confidences are fractions when none is above 1. */
function scaleOf(values: readonly (number | undefined)[]): number {
  return values.every((value) => value === undefined || value <= 1) ? 100 : 1;
}

function mostConfidentOfEach(findings: readonly Finding[]): readonly Finding[] {
  const best = new Map<string, Finding>();
  for (const finding of findings) {
    const key = finding.name.toLowerCase();
    if ((best.get(key)?.confidence ?? -1) < finding.confidence) best.set(key, finding);
  }
  return [...best.values()].sort((a, b) => b.confidence - a.confidence);
}
