import {
  type DeleteMarkerEntry,
  ListObjectVersionsCommand,
  type ListObjectVersionsOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { unquoteETag } from './entity-tag.ts';
import { decodeObjectKey } from './object-key.ts';

/** A version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly key: string;
  /** `null` in a bucket without versioning. */
  readonly versionId: string;
  /** Entity tag without quotes; null for a delete marker. */
  readonly eTag: string | null;
  readonly lastModified: Date;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
}

/** All versions of a key, at least one: objects from the newest to the oldest, then delete markers. */
export interface VersionsOfKey {
  readonly key: string;
  readonly versions: readonly ObjectVersion[];
}

/** Lists versions and delete markers, page by page, in order of key. No key is split between pages. */
export async function* listVersions(
  s3: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<readonly VersionsOfKey[]> {
  let from: Pick<ListObjectVersionsOutput, 'NextKeyMarker' | 'NextVersionIdMarker'> = {};
  let heldBack: ObjectVersion[] = [];
  for (;;) {
    const page = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        // XML cannot represent every character that a key may have.
        EncodingType: 'url',
        ...(from.NextKeyMarker && { KeyMarker: decodeObjectKey(from.NextKeyMarker) }),
        ...(from.NextVersionIdMarker && { VersionIdMarker: from.NextVersionIdMarker }),
      }),
    );
    const versions = [...heldBack, ...versionsOfPage(page)];
    // The next page may continue the last key.
    const lastKey = page.IsTruncated ? decodeObjectKey(page.NextKeyMarker ?? '') : undefined;
    heldBack = versions.filter(({ key }) => key === lastKey);
    const whole = versions.filter(({ key }) => key !== lastKey);
    if (whole.length > 0) yield byKey(whole);
    if (lastKey === undefined) return;
    from = page;
  }
}

/** Returns all versions of one key; empty if there are none. */
export async function versionsOfKey(
  s3: S3Client,
  bucket: string,
  key: string,
): Promise<readonly ObjectVersion[]> {
  // Keys are sorted, so that the key itself precedes longer keys that begin with it.
  for await (const [first] of listVersions(s3, bucket, key)) {
    return first?.key === key ? first.versions : [];
  }
  return [];
}

function versionsOfPage({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsOutput) {
  return [
    ...Versions.map((version) => versionOf(version, unquoteETag(version.ETag))),
    ...DeleteMarkers.map((marker) => versionOf(marker, null)),
  ];
}

type Listed = Pick<DeleteMarkerEntry, 'Key' | 'VersionId' | 'LastModified' | 'IsLatest'>;

function versionOf(listed: Listed, eTag: string | null): ObjectVersion {
  return {
    key: decodeObjectKey(listed.Key ?? ''),
    versionId: listed.VersionId ?? 'null',
    eTag,
    lastModified: listed.LastModified ?? new Date(0),
    isLatest: listed.IsLatest ?? false,
    isDeleteMarker: eTag === null,
  };
}

function byKey(versions: readonly ObjectVersion[]): VersionsOfKey[] {
  const groups = Map.groupBy(versions, ({ key }) => key);
  return [...groups].map(([key, ofKey]) => ({ key, versions: ofKey.toSorted(markersLast) }));
}

function markersLast(a: ObjectVersion, b: ObjectVersion): number {
  return Number(a.isDeleteMarker) - Number(b.isDeleteMarker);
}
