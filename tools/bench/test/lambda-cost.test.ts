import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lambdaCostOf } from '../src/cost/lambda-cost.ts';

test('a million images of half a second cost what the guide to deployment computes', () => {
  // N × 0.5 s × 1.73 GB × 0.0000133 are 11.5 dollars, and a million calls 0.2.
  const { imagesPerSecondPerCore, dollarsPerMillion } = lambdaCostOf(500);
  expect(imagesPerSecondPerCore).toBe(2);
  expect(dollarsPerMillion).toBeCloseTo(11.69, 2);
});

test('an image without processor time costs the price of its call', () => {
  expect(lambdaCostOf(0).dollarsPerMillion).toBe(0.2);
});

test('the prices are those of the guide to deployment', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../docs/deploy.md'), 'utf8');
  expect(guide).toContain('0.0000133 a GB-second, 0.20 a million calls');
});
