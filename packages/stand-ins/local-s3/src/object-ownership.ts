import { S3Error } from './errors.ts';
import { childrenOf, parseXml, renderXml, textOf } from './xml.ts';

/** The owner of new objects. ACLs are used with the first two only. */
export const OBJECT_OWNERSHIPS = [
  'ObjectWriter',
  'BucketOwnerPreferred',
  'BucketOwnerEnforced',
] as const;
export type ObjectOwnership = (typeof OBJECT_OWNERSHIPS)[number];

/** The default of new buckets in S3. */
export const DEFAULT_OWNERSHIP: ObjectOwnership = 'BucketOwnerEnforced';

/** @throws S3Error MalformedXML. */
export function parseOwnershipControls(xml: string): ObjectOwnership {
  const rules = childrenOf(parseXml(xml, 'OwnershipControls'), 'Rule');
  const ownership = OBJECT_OWNERSHIPS.find((name) => name === textOf(rules[0], 'ObjectOwnership'));
  if (rules.length === 1 && ownership) return ownership;
  throw new S3Error('MalformedXML');
}

/** `x-amz-object-ownership` of CreateBucket. @throws S3Error InvalidArgument. */
export function parseOwnershipHeader(header: string | undefined): ObjectOwnership | undefined {
  const ownership = OBJECT_OWNERSHIPS.find((name) => name === header);
  if (ownership || header === undefined) return ownership;
  throw new S3Error('InvalidArgument', `Invalid x-amz-object-ownership header: ${header}`, {
    ArgumentName: 'x-amz-object-ownership',
    ArgumentValue: header,
  });
}

/** `<OwnershipControls>` */
export function renderOwnershipControls(ownership: ObjectOwnership): string {
  return renderXml('OwnershipControls', { Rule: { ObjectOwnership: ownership } });
}
