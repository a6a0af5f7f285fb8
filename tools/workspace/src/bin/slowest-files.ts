#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

import { slowestFiles } from '../slowest-files.ts';

const COUNT = 10;
const MS_PER_SECOND = 1000;

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('Usage: slowest-files.ts REPORT, the JSON file that vitest --reporter=json writes');
  process.exit(2);
}
console.log('The slowest test files:');
for (const file of slowestFiles(JSON.parse(readFileSync(path, 'utf8')), COUNT)) {
  const seconds = (file.durationMs / MS_PER_SECOND).toFixed(1).padStart(7);
  console.log(`${seconds} s  ${relative(process.cwd(), file.path)}`);
}
