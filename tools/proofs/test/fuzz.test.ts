import { expect, test } from 'vitest';
import { drawOriginals } from '../src/fuzz/draw-originals.ts';
import { type Finding, runFuzz } from '../src/fuzz/run-fuzz.ts';
import { variantOf } from '../src/fuzz/variant.ts';

const VARIANT_COUNT = 200;
const TIMEOUT_MS = 180_000;

test(
  `${VARIANT_COUNT} broken images crash nothing, hang nothing and are rejected by the catalogue`,
  { timeout: TIMEOUT_MS },
  async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const findings: Finding[] = [];
    const report = await runFuzz({
      seed,
      variantCount: VARIANT_COUNT,
      first: 0,
      processCount: 2,
      onFinding: async (finding) => void findings.push(finding),
      onProgress: () => undefined,
    });
    const reported = findings.map(
      ({ index, name, fault }) => `--first ${index} (${name}): ${fault}`,
    );
    expect(reported, `npx nx run proofs:fuzz -- --seed ${seed} --variants 1`).toEqual([]);
    const outcomes = Object.values(report.outcomes).reduce((sum, count) => sum + count, 0);
    expect(outcomes).toBe(VARIANT_COUNT);
    expect(report.outcomes['made']).toBeGreaterThan(0);
    expect(report.outcomes['corrupt']).toBeGreaterThan(0);
  },
);

test('a seed and an index make the same variant again, and others make others', async () => {
  const originals = await drawOriginals();
  const bytesOf = (seed: number, index: number) => variantOf(originals, seed, index).bytes;
  expect(bytesOf(7, 40)).toEqual(bytesOf(7, 40));
  expect(bytesOf(7, 40)).not.toEqual(bytesOf(8, 40));
  expect(bytesOf(7, 40)).not.toEqual(bytesOf(7, 40 + originals.length));
});
