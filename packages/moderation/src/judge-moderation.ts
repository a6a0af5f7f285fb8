import { type Label, MODERATION_VERDICTS, type ModerationVerdict } from '@miniatura/metadata';
import type { ModerationPolicy, ModerationRule } from './moderation-policy.ts';

/** The verdict of a policy on an image: the most severe verdict on its labels. */
export interface Judgement {
  readonly verdict: ModerationVerdict;
  readonly policyVersion: string;
}

type JudgedLabel = Pick<Label, 'name' | 'confidence' | 'parents' | 'taxonomyLevel'>;

const ANY_CATEGORY = '*';

/**
 * Applies a policy to the moderation labels of an image.
 *
 * @example judgeModeration(image.moderationLabels, policy) // { verdict: 'flag', policyVersion: '0f3a…' }
 */
export function judgeModeration(
  labels: readonly JudgedLabel[],
  policy: ModerationPolicy,
): Judgement {
  const verdicts = labels.map((label) => judgeLabel(label, lineageOf(label, labels), policy.rules));
  return { verdict: mostSevere(verdicts), policyVersion: policy.version };
}

function judgeLabel(
  { confidence, taxonomyLevel }: JudgedLabel,
  lineage: ReadonlySet<string>,
  rules: readonly ModerationRule[],
): ModerationVerdict {
  const rule = rules.find(
    ({ category, level, minConfidence }) =>
      (category === ANY_CATEGORY || lineage.has(category)) &&
      (level === undefined || level === taxonomyLevel) &&
      confidence >= minConfidence,
  );
  return rule?.verdict ?? 'allow';
}

/**
 * Returns the names of a label and of all its ancestors. A label itself names its direct parent
 * only.
 */
function lineageOf(label: JudgedLabel, labels: readonly JudgedLabel[]): ReadonlySet<string> {
  const names = new Set([label.name]);
  // Iterating a set includes names that are added during the iteration. Each is added once, so that
  // cycles end.
  for (const name of names) {
    const found = name === label.name ? label : labels.find((other) => other.name === name);
    for (const parent of found?.parents ?? []) names.add(parent);
  }
  return names;
}

function mostSevere(verdicts: readonly ModerationVerdict[]): ModerationVerdict {
  return MODERATION_VERDICTS.findLast((verdict) => verdicts.includes(verdict)) ?? 'allow';
}
