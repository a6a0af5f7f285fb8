import { S3Error } from '../errors.ts';
import { findReadable } from '../find-object.ts';
import type { ObjectVersion } from '../object-table.ts';
import { type Operation, versionIdHeader } from '../operation.ts';
import type { S3Request } from '../s3-request.ts';
import { renderXml, type XmlValue } from '../xml.ts';
import { parseMarker, parseMaxEntries } from './list-objects.ts';

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const;
type Attribute = (typeof ATTRIBUTES)[number];

/** GET /bucket/key?attributes */
export const getObjectAttributes: Operation = ({ store, request }) => {
  const { version, isVersioned } = findReadable(store, request);
  const wanted = parseAttributes(request.headers.get('x-amz-object-attributes'));
  const values: Record<Attribute, XmlValue> = {
    ETag: version.etag,
    Checksum: describeChecksum(version),
    ObjectParts: describeParts(version, request),
    StorageClass: version.storageClass,
    ObjectSize: version.byteCount,
  };
  const content = ATTRIBUTES.filter((name) => wanted.has(name)).map((name) => [name, values[name]]);
  return {
    status: 200,
    headers: {
      'last-modified': new Date(version.lastModifiedMs).toUTCString(),
      ...versionIdHeader(isVersioned, version.versionId),
    },
    body: renderXml(
      'GetObjectAttributesResponse',
      Object.fromEntries(content) as Record<string, XmlValue>,
    ),
  };
};

/** @throws S3Error InvalidArgument for none, or for an unknown one */
function parseAttributes(header: string | undefined): ReadonlySet<string> {
  const names = (header ?? '').split(',').map((name) => name.trim());
  if (names.every((name) => ATTRIBUTES.some((known) => known === name))) return new Set(names);
  throw new S3Error('InvalidArgument', 'Invalid attribute name specified.', {
    ArgumentName: 'x-amz-object-attributes',
    ArgumentValue: header ?? '',
  });
}

function describeChecksum({ attributes: { checksum } }: ObjectVersion): XmlValue {
  return (
    checksum && {
      [`Checksum${checksum.algorithm}`]: checksum.value,
      ChecksumType: checksum.type,
    }
  );
}

/**
 * Describes the parts of a multipart upload. As on S3, they are listed only if they have checksums.
 */
function describeParts({ attributes }: ObjectVersion, { headers }: S3Request): XmlValue {
  const { partByteCounts, partNumbers, partChecksums, checksum } = attributes;
  if (!partByteCounts) return undefined;
  if (!partChecksums || !checksum) return { PartsCount: partByteCounts.length };
  const maxParts = parseMaxEntries('max-parts', headers.get('x-amz-max-parts'));
  const marker = parseMarker('part-number-marker', headers.get('x-amz-part-number-marker'));
  const parts = partByteCounts.map((byteCount, i) => ({
    PartNumber: partNumbers?.[i] ?? i + 1,
    Size: byteCount,
    [`Checksum${checksum.algorithm}`]: partChecksums[i],
  }));
  const following = parts.filter(({ PartNumber }) => PartNumber > marker);
  const page = following.slice(0, maxParts);
  return {
    PartsCount: parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.PartNumber ?? marker,
    MaxParts: maxParts,
    IsTruncated: following.length > page.length,
    Part: page,
  };
}
