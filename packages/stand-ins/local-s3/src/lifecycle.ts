import type { LifecycleRule } from './lifecycle-rules.ts';
import { DAY_MS } from './lifecycle-values.ts';

/** The properties of an object that rules check. */
export interface LifecycleSubject {
  readonly key: string;
  readonly byteCount: number;
  readonly lastModifiedMs: number;
  readonly tags: readonly (readonly [string, string])[];
}

/**
 * Days are counted to the following midnight in UTC (S3 User Guide, "Lifecycle rules: based on
 * age").
 */
export function daysAfter(timeMs: number, days: number): number {
  return Math.ceil((timeMs + days * DAY_MS) / DAY_MS) * DAY_MS;
}

/** Whether the rule is enabled and its filter matches the object. */
export function matchesRule(
  { isEnabled, filter }: LifecycleRule,
  { key, byteCount, tags }: Omit<LifecycleSubject, 'lastModifiedMs'>,
): boolean {
  return (
    isEnabled &&
    key.startsWith(filter.prefix) &&
    byteCount > filter.largerThan &&
    byteCount < filter.smallerThan &&
    filter.tags.every(([name, value]) => tags.some((tag) => tag[0] === name && tag[1] === value))
  );
}

/** When a rule expires a current version, in ms since 1970; undefined for never. */
export function expiresAt(rule: LifecycleRule, subject: LifecycleSubject): number | undefined {
  const { expiration } = rule;
  if (!expiration || !matchesRule(rule, subject)) return undefined;
  if (expiration.kind === 'days') return daysAfter(subject.lastModifiedMs, expiration.days);
  return expiration.kind === 'date' ? expiration.atMs : undefined;
}

/** Returns `x-amz-expiration` of a current version: the rule that expires it first. */
export function expirationHeader(
  rules: readonly LifecycleRule[],
  subject: LifecycleSubject,
): Record<string, string> {
  const [first] = rules
    .flatMap((rule) => {
      const atMs = expiresAt(rule, subject);
      return atMs === undefined ? [] : [{ id: rule.id, atMs }];
    })
    .sort((a, b) => a.atMs - b.atMs);
  if (!first) return {};
  const date = new Date(first.atMs).toUTCString();
  return { 'x-amz-expiration': `expiry-date="${date}", rule-id="${encodeURIComponent(first.id)}"` };
}
