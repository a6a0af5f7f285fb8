import {
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openIndexDatabase } from '../src/index-database.ts';
import { compareKeys, endOfPrefix } from '../src/key-order.ts';
import { boundAfter, listPage, type ListQuery } from '../src/list-page.ts';
import { ObjectTable } from '../src/object-table.ts';
import { BUCKET, failureOf, startFixture, temporaryFolder } from './s3-fixture.ts';

async function startWithKeys(keys: readonly string[]) {
  const fixture = await startFixture();
  for (const key of keys) await fixture.put(key);
  return {
    ...fixture,
    list: (input: Partial<ListObjectsV2CommandInput> = {}) =>
      fixture.client.send(new ListObjectsV2Command({ Bucket: BUCKET, ...input })),
  };
}

test('keys come in order of their UTF-8 bytes', async () => {
  const keys = ['\u{1F600}', '\uFFFD', 'ü', 'z', 'a/b', 'a', 'a b', 'a+b', 'B'];
  const { list } = await startWithKeys(keys);
  const { Contents, KeyCount } = await list();
  expect(Contents?.map(({ Key }) => Key)).toEqual(keys.toSorted(compareKeys));
  expect(Contents?.at(-1)?.Key).toBe('\u{1F600}');
  expect(KeyCount).toBe(9);
  expect(Contents?.[1]).toMatchObject({ Key: 'a', Size: 1, StorageClass: 'STANDARD' });
});

test('names that XML cannot carry get through with encoding-type=url', async () => {
  const keys = ['line\nbreak', 'control\u0001', '<&>"', ' space '];
  const { list } = await startWithKeys(keys);
  const { Contents } = await list({ EncodingType: 'url' });
  const decoded = Contents?.map(({ Key }) => decodeURIComponent((Key ?? '').replace(/\+/g, ' ')));
  expect(decoded).toEqual(keys.toSorted(compareKeys));
});

test('prefix and delimiter fold keys into common prefixes', async () => {
  const { list } = await startWithKeys(['l/0/x', 'l/0/y', 'l/1/x', 'l/top', 'm/0']);
  const page = await list({ Prefix: 'l/', Delimiter: '/' });
  expect(page.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['l/0/', 'l/1/']);
  expect(page.Contents?.map(({ Key }) => Key)).toEqual(['l/top']);
  expect(page.KeyCount).toBe(3);
});

test('both versions of the operation page through everything, once', async () => {
  const keys = ['l/0/x', 'l/0/y', 'l/1/x', 'l/1/y', 'l/a', 'l/b'];
  const { client, list } = await startWithKeys(keys);
  const seen: (string | undefined)[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await list({ Prefix: 'l/', Delimiter: '/', MaxKeys: 1, ContinuationToken });
    seen.push(...(page.CommonPrefixes ?? []).map((p) => p.Prefix));
    seen.push(...(page.Contents ?? []).map((o) => o.Key));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken && seen.length < 10);
  expect(seen).toEqual(['l/0/', 'l/1/', 'l/a', 'l/b']);
  const first = await client.send(new ListObjectsCommand({ Bucket: BUCKET, MaxKeys: 4 }));
  const Marker = first.NextMarker;
  const rest = await client.send(new ListObjectsCommand({ Bucket: BUCKET, Marker }));
  expect([...(first.Contents ?? []), ...(rest.Contents ?? [])].map(({ Key }) => Key)).toEqual(keys);
});

test('start-after, an empty page and bad arguments', async () => {
  const { list } = await startWithKeys(['a', 'b']);
  expect((await list({ StartAfter: 'a' })).Contents?.map(({ Key }) => Key)).toEqual(['b']);
  expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  expect((await failureOf(list({ MaxKeys: -1 }))).name).toBe('InvalidArgument');
  expect((await failureOf(list({ ContinuationToken: 'nonsense' }))).name).toBe('InvalidArgument');
  expect((await failureOf(list({ Bucket: 'absent' }))).name).toBe('NoSuchBucket');
});

/** What a listing means, said the slow way. */
function expectedItems(keys: readonly string[], { prefix, delimiter }: ListQuery): string[] {
  const items = keys
    .filter((key) => key.startsWith(prefix))
    .toSorted(compareKeys)
    .map((key) => {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? key : key.slice(0, at + delimiter.length);
    });
  return [...new Set(items)];
}

test('pages of any size agree with the definition of a listing', () => {
  const { database, close } = openIndexDatabase(temporaryFolder());
  const table = new ObjectTable(database);
  const character = fc.constantFrom('a', 'b', '/', '-', 'ü', '\uD7FF', '\uE000', '\u{10FFFF}');
  const text = (minLength: number, maxLength: number) =>
    fc.array(character, { minLength, maxLength }).map((characters) => characters.join(''));
  fc.assert(
    fc.property(
      fc.uniqueArray(text(1, 5), { maxLength: 30 }),
      text(0, 2),
      text(0, 1),
      fc.integer({ min: 1, max: 5 }),
      (keys, prefix, delimiter, maxEntries) => {
        database.exec('DELETE FROM object');
        keys.forEach((key, i) => table.insertLatest(objectNamed(key, i + 1)));
        const query = { prefix, delimiter, maxEntries };
        const found: string[] = [];
        for (let marker: string | undefined = ''; marker !== undefined;) {
          const bound = boundAfter(marker, query);
          const page = listPage(query, (start, end) => table.list(BUCKET, start, end), bound);
          found.push(...page.entries.map(({ key }) => key), ...page.commonPrefixes);
          const last: { key: string } | string | undefined = page.next?.last;
          marker = typeof last === 'object' ? last.key : last;
        }
        expect(found.toSorted(compareKeys)).toEqual(expectedItems(keys, query));
      },
    ),
    { numRuns: 300 },
  );
  close();
});

test('a common prefix of very many keys costs one seek', () => {
  const { database, transaction, close } = openIndexDatabase(temporaryFolder());
  const table = new ObjectTable(database);
  transaction(() => {
    for (let i = 0; i < 20_000; i += 1) table.insertLatest(objectNamed(`d${i % 2}/${i}`, i + 1));
  });
  let rowCount = 0;
  const query = { prefix: '', delimiter: '/', maxEntries: 1000 };
  const page = listPage(
    query,
    function* (start, end) {
      for (const row of table.list(BUCKET, start, end)) {
        rowCount += 1;
        yield row;
      }
    },
    boundAfter('', query),
  );
  expect(page.commonPrefixes).toEqual(['d0/', 'd1/']);
  expect(rowCount).toBe(2);
  close();
});

test.for([
  ['a', 'b'],
  ['a/', 'a0'],
  ['\uD7FF', '\uE000'],
  ['a\u{10FFFF}', 'b'],
  ['\u{10FFFF}', undefined],
  ['', undefined],
] as const)('the keys that start with %j end before %j', ([prefix, end]) => {
  expect(endOfPrefix(prefix)).toBe(end);
});

function objectNamed(key: string, sequence: number) {
  return {
    bucket: BUCKET,
    key,
    sequence,
    versionId: 'null',
    isDeleteMarker: false,
    byteCount: 1,
    etag: '',
    lastModifiedMs: 0,
    storageClass: 'STANDARD',
    file: 'f',
    attributes: { headers: {} },
  };
}
