import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MODERATION_VERDICTS } from '@miniatura/metadata';
import * as z from 'zod';
import { InvalidPolicyError } from './errors.ts';

/** Rekognition's taxonomy of moderation labels has three levels. */
const MAX_LEVEL = 3;
const MAX_RULES = 1000;

/** Made when a policy is parsed. The default policy needs no schema. */
function makeRuleSchema() {
  return z.strictObject({
    category: z.string().min(1).max(255),
    level: z.int().min(1).max(MAX_LEVEL).optional(),
    minConfidence: z.number().min(0).max(100),
    verdict: z.enum(MODERATION_VERDICTS),
  });
}
/**
 * The verdict on a label: `category` is the name of the label or of one of its ancestors, or `*`;
 * `level` restricts the rule to labels of that taxonomy level; `minConfidence` is in percent.
 */
export type ModerationRule = Readonly<z.infer<ReturnType<typeof makeRuleSchema>>>;

export interface ModerationPolicy {
  /** The first matching rule decides on a label. Labels without a matching rule are allowed. */
  readonly rules: readonly ModerationRule[];
  /**
   * The first 16 hexadecimal digits of the SHA-256 of the rules: equal rules have equal versions.
   */
  readonly version: string;
}

const SEVERE = ['Explicit', 'Hate Symbols', 'Visually Disturbing', 'Violence'];
const QUESTIONABLE = [
  'Non-Explicit Nudity of Intimate parts and Kissing',
  'Drugs & Tobacco',
  'Rude Gestures',
];

/**
 * Severe categories are quarantined at a confidence of at least 80 % and flagged below.
 * Questionable categories are flagged at 80 %. Others, such as swimwear, alcohol and gambling, are
 * allowed.
 * @see https://docs.aws.amazon.com/rekognition/latest/dg/moderation-api.html
 */
export const DEFAULT_MODERATION_POLICY: ModerationPolicy = policyOf([
  ...SEVERE.map((category) => ({ category, minConfidence: 80, verdict: 'quarantine' as const })),
  ...SEVERE.map((category) => ({ category, minConfidence: 0, verdict: 'flag' as const })),
  ...QUESTIONABLE.map((category) => ({ category, minConfidence: 80, verdict: 'flag' as const })),
]);

/**
 * Parses the JSON of a policy.
 *
 * @example parseModerationPolicy('{"rules":[{"category":"Violence","minConfidence":90,"verdict":"flag"}]}')
 * @throws InvalidPolicyError that lists every fault with its path
 */
export function parseModerationPolicy(json: string): ModerationPolicy {
  const policySchema = z.strictObject({ rules: z.array(makeRuleSchema()).max(MAX_RULES) });
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
 * Loads the policy of a setting, which is JSON or the path of a file with JSON. An empty setting
 * selects the default policy.
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
