#!/usr/bin/env node
/** Synthesises every stage into `cdk.out`: no account, no credentials, no network. */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createApp } from '../create-app.ts';
import { packedAsset } from '../function-assets.ts';

const { values } = parseArgs({
  options: { outdir: { type: 'string', default: 'cdk.out' }, 'delete-data': { type: 'boolean' } },
});
rmSync(values.outdir, { recursive: true, force: true });
const { app } = createApp({
  assets: packedAsset,
  outdir: values.outdir,
  isDataKept: values['delete-data'] !== true,
});
app.synth();
