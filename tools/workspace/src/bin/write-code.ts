#!/usr/bin/env node
import { CODE_PARTS, type CodePart, writeCode } from '../write-code.ts';

const [part = ''] = process.argv.slice(2);
if (!Object.hasOwn(CODE_PARTS, part)) {
  console.error(`Usage: write-code.ts ${Object.keys(CODE_PARTS).join('|')}, in a project's folder`);
  process.exit(2);
}
await writeCode(process.cwd(), part as CodePart);
