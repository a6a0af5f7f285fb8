import { transform } from 'esbuild';
import { expect, it } from 'vitest';
import { importsOf } from '../src/cold-start/packages-only.ts';

it('keeps what a module imports, with the names of packages that it uses, and nothing else', async () => {
  const { code } = await transform(
    `import { hash } from 'node:crypto';
     import type { Readable } from 'node:stream';
     import { S3Client, type GetObjectCommand } from '@aws-sdk/client-s3';
     import { sql as statement } from 'kysely';
     import sharp from 'sharp';
     import * as z from 'zod';
     import { read } from './read.ts';
     export { write } from './write.ts';
     export const schema = z.object({ name: z.string().min(1), other: z.string() });
     export const run = () => read(hash, S3Client, statement, sharp);`,
    { loader: 'ts' },
  );
  expect(importsOf(code).split('\n')).toEqual([
    'import "node:crypto";',
    'import { S3Client } from "@aws-sdk/client-s3";',
    '(globalThis.usedByBenchmark ??= []).push(new S3Client({ region: "us-east-1" }));',
    'import { sql as statement } from "kysely";',
    '(globalThis.usedByBenchmark ??= []).push(statement);',
    'import sharp from "sharp";',
    '(globalThis.usedByBenchmark ??= []).push(sharp);',
    'import * as z from "zod";',
    '(globalThis.usedByBenchmark ??= []).push(z.object, z.string);',
    'import "./read.ts";',
    'import "./write.ts";',
  ]);
});
