import { isJsonObject } from '@miniatura/local-service';
import { VisionError } from '@miniatura/local-vision';

/** What a model names, and how sure it is, 0–100. */
export interface Finding {
  readonly name: string;
  readonly confidence: number;
}

const MAX_FINDINGS = 200;
const MAX_NAME_CHARACTERS = 64;
/** Of a finding whose model does not say: above the threshold that callers use, and no more. */
const UNSAID_CONFIDENCE = 60;

const NAME_MEMBERS = ['name', 'label', 'category'] as const;
const CONFIDENCE_MEMBERS = ['confidence', 'score', 'probability'] as const;

/**
 * The findings of a model's answer, each once, the surest first: a list, or an object with one list.
 * Small models keep to no schema: names may stand alone, confidences be fractions, texts or missing.
 * What is no name is left out.
 * @throws VisionError `invalid-answer`, when there is no list
 */
export const readFindings = (answer: unknown): readonly Finding[] => {
  const items = listIn(answer).slice(0, MAX_FINDINGS);
  const raw = items.flatMap((item) => {
    const name = cleanName(memberOf(item, NAME_MEMBERS) ?? item);
    return name === '' ? [] : [{ name, said: numberIn(memberOf(item, CONFIDENCE_MEMBERS)) }];
  });
  const scale = scaleOf(raw.map(({ said }) => said));
  return surestOfEach(
    raw.map(({ name, said }) => ({
      name,
      confidence: said === undefined ? UNSAID_CONFIDENCE : Math.min(Math.max(said * scale, 0), 100),
    })),
  );
};

const listIn = (answer: unknown): readonly unknown[] => {
  const candidates = isJsonObject(answer) ? Object.values(answer) : [answer];
  const list = candidates.find(Array.isArray);
  if (list !== undefined) return list;
  throw new VisionError(
    'invalid-answer',
    'Expected a list of findings of the vision model but received none',
  );
};

const memberOf = (item: unknown, names: readonly string[]): unknown =>
  isJsonObject(item)
    ? names.map((name) => item[name]).find((value) => value !== undefined)
    : undefined;

/** Without control characters and marks of direction, which names have no use for. */
const cleanName = (value: unknown): string =>
  typeof value !== 'string'
    ? ''
    : value
        .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, MAX_NAME_CHARACTERS)
        .trim();

const numberIn = (value: unknown): number | undefined => {
  const number = typeof value === 'string' ? Number.parseFloat(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

/** Where no confidence is above 1, they are fractions. */
const scaleOf = (said: readonly (number | undefined)[]): number =>
  said.every((value) => value === undefined || value <= 1) ? 100 : 1;

const surestOfEach = (findings: readonly Finding[]): readonly Finding[] => {
  const surest = new Map<string, Finding>();
  for (const finding of findings) {
    const key = finding.name.toLowerCase();
    if ((surest.get(key)?.confidence ?? -1) < finding.confidence) surest.set(key, finding);
  }
  return [...surest.values()].sort((a, b) => b.confidence - a.confidence);
};
