import { type ExistingImage, imageIdOf, type Purges } from '@miniatura/metadata';
import { isQuarantineKey } from '@miniatura/moderation';
import type { ObjectVersion, VersionsOfKey } from '@miniatura/objects';
import { EXPIRING_LAKE_TABLES, lakeExpiryOf } from '@miniatura/warehouse';
import { type Cutoffs, isOverdue, MAX_PURGE_DELAY_MS } from './cutoffs.ts';
import { imageIdOfKey, namedKeys } from './derived-objects.ts';
import type { FindingKind, Findings } from './findings.ts';
import type { MultipartUploads } from './multipart-uploads.ts';
import type { ObjectVersions } from './object-versions.ts';

/** The limits of an audit, and its findings. */
export interface Auditing {
  readonly cutoffs: Cutoffs;
  readonly retentionMs: number;
  readonly findings: Findings;
}

/**
 * Audits all versions of the originals: none may be older than the retention period, or exist after
 * its row has expired, at its key or in quarantine.
 * @returns the ids of the images whose original is at its key
 */
export async function auditOriginals(
  originals: ObjectVersions,
  purges: Pick<Purges, 'findExisting' | 'findPurged'>,
  auditing: Auditing,
): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  for await (const page of originals.list('')) {
    const { quarantined = [], others = [] } = Object.groupBy(page, ({ key }) =>
      isQuarantineKey(key) ? 'quarantined' : 'others',
    );
    await auditDerived(originals.bucket, quarantined, 'quarantined-original', purges, auditing);
    const idOf = ({ key }: { readonly key: string }) => imageIdOf(originals.bucket, key);
    const held = byId(await purges.findExisting(others.map(idOf)));
    for (const version of others.flatMap(({ versions }) => versions)) {
      if (version.isLatest && !version.isDeleteMarker) present.add(idOf(version));
      auditOriginal(originals.bucket, version, held.get(idOf(version)), auditing);
    }
  }
  return present;
}

function auditOriginal(
  bucket: string,
  version: ObjectVersion,
  image: ExistingImage | undefined,
  { cutoffs, retentionMs, findings }: Auditing,
): void {
  const dueAt = dueAtOf(version, image, retentionMs);
  const kind = version.isDeleteMarker ? 'delete-marker' : 'original';
  const where = uriOf(bucket, version);
  if (isOverdue(dueAt, cutoffs)) return findings.add({ reason: 'outlived', kind, where, dueAt });
  const isUnknown = image === undefined || image.status === 'removed';
  const isCurrent = version.isLatest && !version.isDeleteMarker;
  if (isUnknown && isCurrent && version.lastModified <= cutoffs.abandonedBy) {
    findings.add({ reason: 'orphan', kind, where, dueAt: null });
  }
}

/**
 * An object that the row refers to, and older ones, expire with the row, but not later than by age.
 */
function dueAtOf(
  { lastModified }: ObjectVersion,
  image: ExistingImage | undefined,
  retentionMs: number,
): Date {
  const byAge = new Date(lastModified.getTime() + retentionMs);
  const { processedAt = null, expiresAt = byAge } = image ?? {};
  return processedAt !== null && lastModified <= processedAt ? earlier(expiresAt, byAge) : byAge;
}

/** Audits multipart uploads, whose parts are not listed as objects. */
export async function auditUploads(
  originals: MultipartUploads,
  { cutoffs, retentionMs, findings }: Auditing,
): Promise<void> {
  for await (const page of originals.listUploads()) {
    for (const { key, uploadId, initiated } of page) {
      const dueAt = new Date(initiated.getTime() + retentionMs);
      if (!isOverdue(dueAt, cutoffs)) continue;
      const where = `s3://${originals.bucket}/${key}?uploadId=${uploadId}`;
      findings.add({ reason: 'outlived', kind: 'multipart-upload', where, dueAt });
    }
  }
}

/**
 * Audits all versions of the thumbnails: each must be named by a row that has not expired.
 * @returns the number of objects, and the number of named thumbnails by image
 */
export async function auditThumbnails(
  thumbnails: ObjectVersions,
  purges: Pick<Purges, 'findExisting' | 'findPurged'>,
  auditing: Auditing,
): Promise<{ readonly objectCount: number; readonly countOf: ReadonlyMap<string, number> }> {
  const countOf = new Map<string, number>();
  let objectCount = 0;
  for await (const page of thumbnails.list('')) {
    const named = await auditDerived(thumbnails.bucket, page, 'thumbnail', purges, auditing);
    for (const imageId of named.map(imageIdOfKey)) {
      countOf.set(imageId, (countOf.get(imageId) ?? 0) + 1);
    }
    objectCount += page.flatMap(({ versions }) => versions).length;
  }
  return { objectCount, countOf };
}

/**
 * Audits objects that were made from an original. They expire with their image, or by age.
 * @returns the keys of the current objects that a row names
 */
async function auditDerived(
  bucket: string,
  page: readonly VersionsOfKey[],
  kindOfObject: FindingKind,
  purges: Pick<Purges, 'findExisting' | 'findPurged'>,
  auditing: Auditing,
): Promise<readonly string[]> {
  const { cutoffs, retentionMs, findings } = auditing;
  const imageIds = [...new Set(page.map(({ key }) => imageIdOfKey(key)))];
  const held = byId(await purges.findExisting(imageIds));
  const purged = await purges.findPurged(imageIds.filter((imageId) => !held.has(imageId)));
  const named = new Set([...held.values()].flatMap(namedKeys));
  const namedHere: string[] = [];
  for (const version of page.flatMap(({ versions }) => versions)) {
    const byAge = new Date(version.lastModified.getTime() + retentionMs);
    const imageId = imageIdOfKey(version.key);
    const dueAt = earlier(held.get(imageId)?.expiresAt ?? purged.get(imageId) ?? byAge, byAge);
    const where = uriOf(bucket, version);
    const kind = version.isDeleteMarker ? 'delete-marker' : kindOfObject;
    const isNamed = version.isLatest && !version.isDeleteMarker && named.has(version.key);
    if (isNamed) namedHere.push(version.key);
    if (isOverdue(dueAt, cutoffs)) findings.add({ reason: 'outlived', kind, where, dueAt });
    else if (!isNamed && shouldBePurged(version, cutoffs)) {
      findings.add({ reason: 'orphan', kind, where, dueAt: null });
    }
  }
  return namedHere;
}

/** Audits staged files, which the ETL deletes. */
export async function auditStagedFiles(
  staging: ObjectVersions,
  { cutoffs, retentionMs, findings }: Auditing,
): Promise<number> {
  let objectCount = 0;
  for await (const page of staging.list('')) {
    for (const version of page.flatMap(({ versions }) => versions)) {
      objectCount += 1;
      const where = uriOf(staging.bucket, version);
      const dueAt = new Date(version.lastModified.getTime() + retentionMs);
      if (isOverdue(dueAt, cutoffs)) {
        findings.add({ reason: 'outlived', kind: 'staged-file', where, dueAt });
      } else if (shouldBePurged(version, cutoffs)) {
        findings.add({ reason: 'orphan', kind: 'staged-file', where, dueAt: null });
      }
    }
  }
  return objectCount;
}

/** Audits the files of the data lake that expire; their day of expiry is in the key. */
export async function auditLake(
  lake: ObjectVersions,
  { cutoffs, findings }: Auditing,
): Promise<number> {
  let objectCount = 0;
  for (const { name } of EXPIRING_LAKE_TABLES) {
    for await (const page of lake.list(`${name}/`)) {
      for (const version of page.flatMap(({ versions }) => versions)) {
        objectCount += 1;
        const dueAt = lakeExpiryOf(version.key);
        if (dueAt === undefined || !isOverdue(dueAt, cutoffs)) continue;
        const where = uriOf(lake.bucket, version);
        findings.add({ reason: 'outlived', kind: 'lake-file', where, dueAt });
      }
    }
  }
  return objectCount;
}

/** Returns true if a purge should have deleted the version already. */
function shouldBePurged({ lastModified }: ObjectVersion, { abandonedBy }: Cutoffs): boolean {
  return lastModified.getTime() + MAX_PURGE_DELAY_MS <= abandonedBy.getTime();
}

function uriOf(bucket: string, { key, versionId }: ObjectVersion): string {
  const version = versionId === 'null' ? '' : `?versionId=${versionId}`;
  return `s3://${bucket}/${key}${version}`;
}

function byId(images: readonly ExistingImage[]): ReadonlyMap<string, ExistingImage> {
  return new Map(images.map((image) => [image.imageId, image]));
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}
