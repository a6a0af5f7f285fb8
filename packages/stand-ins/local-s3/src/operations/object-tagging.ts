import { findReadable } from '../find-object.ts';
import { checkTags } from '../object-headers.ts';
import type { ObjectAttributes } from '../object-table.ts';
import { type Operation, versionIdHeader } from '../operation.ts';
import { receiveText } from '../receive-body.ts';
import { childOf, childrenOf, parseXml, renderXml, textOf } from '../xml.ts';

type Tags = NonNullable<ObjectAttributes['tags']>;

/** Parses the tags of a `<Tagging>` document. @throws S3Error MalformedXML, InvalidTag */
export function parseTagging(xml: string, maxCount: number): Tags {
  const tagSet = childOf(parseXml(xml, 'Tagging'), 'TagSet');
  const tags = childrenOf(tagSet, 'Tag').map(
    (tag) => [textOf(tag, 'Key') ?? '', textOf(tag, 'Value') ?? ''] as const,
  );
  checkTags(tags, maxCount);
  return tags;
}

/** PUT /bucket/key?tagging */
export const putObjectTagging: Operation = async (context) => {
  const { store, request, authentication } = context;
  findReadable(store, request);
  const tags = parseTagging(await receiveText(request, authentication), 10);
  return setTags(context, tags, 200);
};

/** DELETE /bucket/key?tagging */
export const deleteObjectTagging: Operation = (context) => setTags(context, [], 204);

/** GET /bucket/key?tagging */
export const getObjectTagging: Operation = ({ store, request }) => {
  const { version, isVersioned } = findReadable(store, request);
  const tags = (version.attributes.tags ?? []).map(([Key, Value]) => ({ Key, Value }));
  return {
    status: 200,
    headers: versionIdHeader(isVersioned, version.versionId),
    body: renderXml('Tagging', { TagSet: { Tag: tags } }),
  };
};

function setTags({ store, request, cause }: Parameters<Operation>[0], tags: Tags, status: number) {
  const { version, isVersioned } = findReadable(store, request);
  store.change((transaction) => transaction.setTags(version, tags, cause));
  return { status, headers: versionIdHeader(isVersioned, version.versionId) };
}
