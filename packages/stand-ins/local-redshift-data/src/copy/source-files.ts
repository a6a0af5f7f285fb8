import type { CopyCommand } from '../sql/copy-command.ts';
import { SqlStatementError } from '../statement-errors.ts';
import { type ObjectAddress, parseS3Url, type S3Objects, s3Url } from './s3-objects.ts';

/** Size limit of a manifest, which is read into memory: more than a hundred thousand entries. */
const MAX_MANIFEST_BYTE_COUNT = 64 * 1024 * 1024;

interface ManifestEntry {
  readonly url: string;
  readonly mandatory?: boolean;
}

/** The text of a small object. @throws SqlStatementError when there is none, or it is large */
export async function readText(objects: S3Objects, address: ObjectAddress): Promise<string> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of (await objects.open(address)) as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > MAX_MANIFEST_BYTE_COUNT) {
      throw new SqlStatementError(
        `Problem reading file ${s3Url(address)} - expected at most ${MAX_MANIFEST_BYTE_COUNT} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isEntry(value: unknown): value is ManifestEntry {
  const { url, mandatory = false } = (value ?? {}) as Record<string, unknown>;
  return typeof url === 'string' && typeof mandatory === 'boolean';
}

function parseManifest(text: string, address: ObjectAddress): readonly ManifestEntry[] {
  const invalid = (why: string): SqlStatementError =>
    new SqlStatementError(`Invalid manifest file ${s3Url(address)} - ${why}`);
  let manifest: { entries?: unknown } | null;
  try {
    manifest = JSON.parse(text) as { entries?: unknown } | null;
  } catch (cause) {
    throw invalid((cause as Error).message);
  }
  const entries = manifest?.entries;
  if (!Array.isArray(entries) || !entries.every(isEntry)) {
    throw invalid('expected { "entries": [{ "url": "s3://…", "mandatory": true }] }');
  }
  return entries;
}

async function manifestFiles(
  objects: S3Objects,
  address: ObjectAddress,
): Promise<readonly ObjectAddress[]> {
  const entries = parseManifest(await readText(objects, address), address);
  const files: ObjectAddress[] = [];
  for (const { url, mandatory = false } of entries) {
    const file = parseS3Url(url);
    // A mandatory file is not checked here: opening it fails if it is missing.
    if (mandatory || (await objects.exists(file))) files.push(file);
  }
  if (files.length === 0) {
    throw new SqlStatementError(`None of the files of the manifest ${s3Url(address)} was found`);
  }
  return files;
}

/** Returns the objects that a COPY reads: those in its manifest, or those under its prefix. */
export async function sourceFiles(
  objects: S3Objects,
  { url, isManifest }: CopyCommand,
): Promise<readonly ObjectAddress[]> {
  const address = parseS3Url(url);
  if (isManifest) return manifestFiles(objects, address);
  const files = await objects.list(address);
  if (files.length > 0) return files;
  throw new SqlStatementError(`The specified S3 prefix '${address.Key}' does not exist`);
}
