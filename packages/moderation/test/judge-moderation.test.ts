import { describe, expect, test } from 'vitest';
import {
  DEFAULT_MODERATION_POLICY,
  judgeModeration,
  type ModerationRule,
  parseModerationPolicy,
} from '../src/index.ts';

function label(name: string, confidence: number, taxonomyLevel = 1, ...parents: string[]) {
  return {
    name,
    confidence,
    taxonomyLevel,
    parents,
  };
}
const NUDITY = [
  label('Explicit', 85),
  label('Explicit Nudity', 85, 2, 'Explicit'),
  label('Exposed Male Nipple', 85, 3, 'Explicit Nudity'),
];
function verdictOf(labels: readonly ReturnType<typeof label>[], ...rules: ModerationRule[]) {
  return judgeModeration(labels, parseModerationPolicy(JSON.stringify({ rules }))).verdict;
}

describe('A policy', () => {
  test('allows labels without a matching rule', () => {
    expect(verdictOf([])).toBe('allow');
    const rule = { category: 'Gambling', minConfidence: 50, verdict: 'flag' } as const;
    expect(verdictOf(NUDITY, rule)).toBe('allow');
  });

  test('requires at least the minimum confidence', () => {
    const rule = { category: 'Violence', minConfidence: 90, verdict: 'quarantine' } as const;
    expect(verdictOf([label('Violence', 90)], rule)).toBe('quarantine');
    expect(verdictOf([label('Violence', 89.9999)], rule)).toBe('allow');
  });

  test('applies the first matching rule to a label', () => {
    const milder = { category: 'Violence', minConfidence: 0, verdict: 'allow' } as const;
    const severe = { category: 'Violence', minConfidence: 0, verdict: 'quarantine' } as const;
    expect(verdictOf([label('Violence', 99)], milder, severe)).toBe('allow');
    expect(verdictOf([label('Violence', 99)], severe, milder)).toBe('quarantine');
  });

  test('returns the most severe verdict of all labels', () => {
    const flag = { category: 'Alcohol', minConfidence: 0, verdict: 'flag' } as const;
    const hold = { category: 'Violence', minConfidence: 0, verdict: 'quarantine' } as const;
    const [wine, fight] = [label('Alcohol', 60), label('Violence', 60)];
    expect(verdictOf([fight, wine], flag, hold)).toBe('quarantine');
    expect(verdictOf([wine], flag, hold)).toBe('flag');
  });

  test('matches a label by any of its ancestors', () => {
    const rule = { category: 'Explicit', level: 3, minConfidence: 0, verdict: 'flag' } as const;
    expect(verdictOf(NUDITY, rule)).toBe('flag');
    expect(verdictOf(NUDITY.slice(0, 2), rule)).toBe('allow');
  });

  test('may make an exception at the lowest level', () => {
    const exception = {
      category: 'Exposed Male Nipple',
      minConfidence: 0,
      verdict: 'allow',
    } as const;
    const rest = { category: 'Explicit', level: 3, minConfidence: 0, verdict: 'flag' } as const;
    expect(verdictOf(NUDITY, exception, rest)).toBe('allow');
  });

  test('may match any label', () => {
    const rule = { category: '*', minConfidence: 0, verdict: 'flag' } as const;
    expect(verdictOf([label('New In The Taxonomy', 55)], rule)).toBe('flag');
  });

  test('ends for labels that are parents of each other', () => {
    const circle = [label('A', 60, 1, 'B'), label('B', 60, 1, 'A')];
    expect(verdictOf(circle, { category: 'C', minConfidence: 0, verdict: 'flag' })).toBe('allow');
  });
});

test.each([
  ['Explicit', 80, 'quarantine'],
  ['Explicit', 60, 'flag'],
  ['Violence', 92, 'quarantine'],
  ['Rude Gestures', 92, 'flag'],
  ['Rude Gestures', 70, 'allow'],
  ['Swimwear or Underwear', 99, 'allow'],
])('By default, %s at %d %% is: %s', (name, confidence, verdict) => {
  const { version: policyVersion } = DEFAULT_MODERATION_POLICY;
  expect(judgeModeration([label(name, confidence)], DEFAULT_MODERATION_POLICY)).toEqual({
    verdict,
    policyVersion,
  });
});
