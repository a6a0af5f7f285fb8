import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  DEFAULT_MODERATION_POLICY,
  InvalidPolicyError,
  loadModerationPolicy,
  parseModerationPolicy,
} from '../src/index.ts';

const RULE = { category: 'Violence', minConfidence: 90, verdict: 'flag' };
const json = (...rules: readonly object[]) => JSON.stringify({ rules });

test('Equal rules have equal versions, however they are written', () => {
  const { version } = parseModerationPolicy(json(RULE));
  const { verdict, ...rest } = RULE;
  expect(parseModerationPolicy(`\n ${json({ verdict, ...rest })}`).version).toBe(version);
  expect(version).toMatch(/^[0-9a-f]{16}$/);
  expect(parseModerationPolicy(json({ ...RULE, minConfidence: 91 })).version).not.toBe(version);
  expect(parseModerationPolicy(json({ ...RULE, level: 2 })).version).not.toBe(version);
});

test.each([
  ['no JSON', '{"rules":', 'Expected JSON but received'],
  ['no rules', '{}', 'rules: Expected array but received nothing'],
  ['a list', '[]', 'policy: Expected object but received []'],
  [
    'an unknown verdict',
    json({ ...RULE, verdict: 'ban' }),
    'rules.0.verdict: Expected one of "allow"|"flag"|"quarantine" but received "ban"',
  ],
  ['no confidence', json(RULE, { ...RULE, minConfidence: undefined }), 'rules.1.minConfidence'],
  ['too much confidence', json({ ...RULE, minConfidence: 101 }), 'but received 101'],
  ['an unknown level', json({ ...RULE, level: 4 }), 'rules.0.level'],
  ['a misspelt field', json({ ...RULE, confidence: 9 }), 'Unrecognized key: "confidence"'],
])('A policy with %s is rejected with its fault', (_, text, fault) => {
  expect(() => parseModerationPolicy(text)).toThrow(InvalidPolicyError);
  expect(() => parseModerationPolicy(text)).toThrow(fault);
});

test('All faults are reported at once', () => {
  const parse = () => parseModerationPolicy(json({ category: '' }));
  for (const field of ['category', 'minConfidence', 'verdict']) expect(parse).toThrow(field);
});

test('A setting is JSON, a path of a file, or missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'policy-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'policy.json');
  await writeFile(file, json(RULE));
  expect(loadModerationPolicy(file)).toEqual(loadModerationPolicy(json(RULE)));
  expect(loadModerationPolicy(undefined)).toBe(DEFAULT_MODERATION_POLICY);
  expect(() => loadModerationPolicy(join(folder, 'none.json'))).toThrow(
    /Expected JSON or a file at .*none\.json but received ENOENT/,
  );
});
