import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ObjectKeptError } from './errors.ts';
import { forEachOf } from './for-each-of.ts';
import type { ObjectVersion, ObjectVersions, VersionsOfKey } from './object-versions.ts';
import { decodeKey, unlessGone } from './s3-answers.ts';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAX_KEYS_PER_DELETE = 1000;

/** The objects of a bucket of S3. */
export function s3ObjectVersions(s3: S3Client, bucket: string): ObjectVersions {
  let versioning: Promise<boolean> | undefined;
  return {
    bucket,
    list: (prefix) => listVersions(s3, bucket, prefix),
    async delete(versions) {
      versioning ??= isVersioned(s3, bucket);
      if (await versioning) return deleteVersions(s3, bucket, versions);
      await forEachOf(versions, (version) => deleteUnlessReplaced(s3, bucket, version));
    },
  };
}

async function* listVersions(
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
        // XML cannot carry every character that a key may have.
        EncodingType: 'url',
        ...(from.NextKeyMarker && { KeyMarker: decodeKey(from.NextKeyMarker) }),
        ...(from.NextVersionIdMarker && { VersionIdMarker: from.NextVersionIdMarker }),
      }),
    );
    const versions = [...heldBack, ...versionsOf(page)];
    // The last key may go on in the next page.
    const lastKey = page.IsTruncated ? decodeKey(page.NextKeyMarker) : undefined;
    heldBack = versions.filter(({ key }) => key === lastKey);
    const whole = versions.filter(({ key }) => key !== lastKey);
    if (whole.length > 0) yield byKey(whole);
    if (lastKey === undefined) return;
    from = page;
  }
}

function versionsOf({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsOutput) {
  return [
    ...Versions.map((version) => versionOf(version, unquoted(version.ETag))),
    ...DeleteMarkers.map((marker) => versionOf(marker, null)),
  ];
}

type Listed = Pick<
  NonNullable<ListObjectVersionsOutput['DeleteMarkers']>[number],
  'Key' | 'VersionId' | 'LastModified' | 'IsLatest'
>;

function versionOf(listed: Listed, eTag: string | null): ObjectVersion {
  return {
    key: decodeKey(listed.Key),
    versionId: listed.VersionId ?? 'null',
    eTag,
    lastModified: listed.LastModified ?? new Date(0),
    isLatest: listed.IsLatest ?? false,
    isDeleteMarker: eTag === null,
  };
}

function byKey(versions: readonly ObjectVersion[]): VersionsOfKey[] {
  const groups = Map.groupBy(versions, ({ key }) => key);
  return [...groups].map(([key, ofKey]) => ({ key, versions: ofKey }));
}

async function isVersioned(s3: S3Client, bucket: string): Promise<boolean> {
  const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket: bucket }));
  return Status !== undefined;
}

/** By version, so that an upload of the same key is never hit. */
async function deleteVersions(
  s3: S3Client,
  bucket: string,
  versions: readonly ObjectVersion[],
): Promise<void> {
  for (let first = 0; first < versions.length; first += MAX_KEYS_PER_DELETE) {
    const Objects = versions
      .slice(first, first + MAX_KEYS_PER_DELETE)
      .map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    const [kept] = Errors;
    if (kept)
      throw new ObjectKeptError({ bucket, key: kept.Key ?? '', reason: kept.Message ?? '' });
  }
}

/** Without versions only the entity tag tells an object from the one that took its place. */
async function deleteUnlessReplaced(
  s3: S3Client,
  bucket: string,
  { key, eTag }: ObjectVersion,
): Promise<void> {
  const command = new DeleteObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(eTag !== null && { IfMatch: `"${eTag}"` }),
  });
  await s3.send(command).catch(unlessGone);
}

function unquoted(eTag = ''): string {
  return eTag.replaceAll('"', '');
}
