#!/usr/bin/env node
import { readFileSync } from 'node:fs';

import { countTests } from '../count-tests.ts';

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('Usage: count-tests.ts REPORT, the JSON file that vitest --reporter=json writes');
  process.exit(2);
}
const { passed, failed, ok } = countTests(JSON.parse(readFileSync(path, 'utf8')));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = ok ? 0 : 1;
