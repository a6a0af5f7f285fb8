import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MODERATION_VERDICTS } from '@miniatura/metadata';
import { z } from 'zod';
import { InvalidPolicyError } from './errors.ts';

/** Rekognition's taxonomy of moderation labels has three levels. */
const DEEPEST_LEVEL = 3;
const MAX_RULES = 1000;

const ruleSchema = z.strictObject({
  category: z.string().min(1).max(255),
  level: z.int().min(1).max(DEEPEST_LEVEL).optional(),
  minConfidence: z.number().min(0).max(100),
  verdict: z.enum(MODERATION_VERDICTS),
});
/**
 * What follows from a label: `category` is the label's name, that of one of its parents, or `*`;
 * `level` restricts the rule to labels of that taxonomy level; `minConfidence` is in percent.
 */
export type ModerationRule = Readonly<z.infer<typeof ruleSchema>>;

const policySchema = z.strictObject({ rules: z.array(ruleSchema).max(MAX_RULES) });

export interface ModerationPolicy {
  /** Of each label the first rule that fits decides; a label that none fits is allowed. */
  readonly rules: readonly ModerationRule[];
  /** The first 16 hex digits of the SHA-256 of the rules: equal rules have equal versions. */
  readonly version: string;
}

const GRAVE = ['Explicit', 'Hate Symbols', 'Visually Disturbing', 'Violence'];
const DOUBTFUL = [
  'Non-Explicit Nudity of Intimate parts and Kissing',
  'Drugs & Tobacco',
  'Rude Gestures',
];

/**
 * What is grave is quarantined where the model is sure and flagged where it is not; what is doubtful
 * is flagged; swimwear, alcohol, gambling and the like are allowed.
 * @see https://docs.aws.amazon.com/rekognition/latest/dg/moderation-api.html
 */
export const DEFAULT_MODERATION_POLICY: ModerationPolicy = policyOf([
  ...GRAVE.map((category) => ({ category, minConfidence: 80, verdict: 'quarantine' as const })),
  ...GRAVE.map((category) => ({ category, minConfidence: 0, verdict: 'flag' as const })),
  ...DOUBTFUL.map((category) => ({ category, minConfidence: 80, verdict: 'flag' as const })),
]);

/**
 * Reads a policy's JSON.
 *
 * @example parseModerationPolicy('{"rules":[{"category":"Violence","minConfidence":90,"verdict":"flag"}]}')
 * @throws InvalidPolicyError that names every fault by its path
 */
export function parseModerationPolicy(json: string): ModerationPolicy {
  const { success, data, error } = policySchema.safeParse(jsonOf(json), { reportInput: true });
  if (success) return policyOf(data.rules);
  const faults = error.issues.map(({ path, message, input }) => {
    const received = JSON.stringify(input) ?? 'nothing';
    const expected = message.replace(/^Invalid \w+: expected/, 'Expected');
    return `${path.join('.') || 'policy'}: ${expected.replace(/, received .*$/, '')} but received ${received.slice(0, 100)}`;
  });
  throw new InvalidPolicyError(faults, { cause: error });
}

/**
 * The policy of a setting: JSON as it is, or else the name of a file that holds it; the default one
 * where nothing is set.
 * @throws InvalidPolicyError
 */
export function loadModerationPolicy(setting: string | undefined): ModerationPolicy {
  if (setting === undefined || setting.trim() === '') return DEFAULT_MODERATION_POLICY;
  if (setting.trimStart().startsWith('{')) return parseModerationPolicy(setting);
  return parseModerationPolicy(readPolicyFile(setting));
}

function readPolicyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new InvalidPolicyError([`Expected JSON or a file at ${path} but received ${reason}`], {
      cause,
    });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidPolicyError([`Expected JSON but received ${(cause as Error).message}`], {
      cause,
    });
  }
}

function policyOf(rules: readonly ModerationRule[]): ModerationPolicy {
  const canonical = rules.map(({ category, level = null, minConfidence, verdict }) => [
    category,
    level,
    minConfidence,
    verdict,
  ]);
  const digest = createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
  return { rules, version: digest.slice(0, 16) };
}
