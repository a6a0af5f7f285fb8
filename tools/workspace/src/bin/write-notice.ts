#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LockedPackages, updateNotice } from '../bundled-licences.ts';

const root = join(import.meta.dirname, '../../../..');
const notice = join(root, 'NOTICE');
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: LockedPackages;
};
writeFileSync(notice, updateNotice(readFileSync(notice, 'utf8'), lock.packages));
