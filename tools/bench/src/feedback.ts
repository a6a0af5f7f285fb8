#!/usr/bin/env node
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { compareCommits, type Comparison } from './feedback/compare-commits.ts';
import { WAITS } from './feedback/waits.ts';
import { formatTable } from './format-table.ts';

const options = new Command('npx nx run bench:feedback --')
  .description(
    'Times the steps for which a developer waits, at an earlier commit and at a later one.',
  )
  .requiredOption('--before <commit>', 'the earlier commit')
  .option('--after <commit>', 'the later commit', 'HEAD')
  .addOption(
    new Option('--only <names...>', 'only these steps; all others need the first one').choices(
      WAITS.map(({ name }) => name),
    ),
  )
  .parse()
  .opts<{ before: string; after: string; only?: readonly string[] }>();

const comparisons = await compareCommits({
  repository: join(import.meta.dirname, '../../..'),
  before: options.before,
  after: options.after,
  waits: WAITS.filter(({ name }) => options.only?.includes(name) ?? true),
  onProgress: (name) => console.error(name),
});
const header = ['', 'before, s', 'after, s', 'ratio', 'CPU before, s', 'CPU after, s', 'CPU ratio'];
console.log(formatTable(header, comparisons.map(rowOf)));

function rowOf({ name, before, after }: Comparison): string[] {
  const pair = (one: number, other: number) => [
    one.toFixed(1),
    other.toFixed(1),
    (other / one).toFixed(2),
  ];
  return [
    name,
    ...pair(before.wallSeconds, after.wallSeconds),
    ...pair(before.cpuSeconds, after.cpuSeconds),
  ];
}
