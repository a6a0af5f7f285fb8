import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { ImageColumn } from '../src/images/image-column.ts';
import { IMAGE_COLUMN_LIST, type IMAGE_COLUMNS, sqlNameOf } from '../src/images/image-columns.ts';
import { imageFields } from '../src/images/image-fields.ts';
import type { ImageRowOf } from '../src/images/image-row.ts';
import type { Metadata } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import type { TestEngine } from '../test-support/test-engine.ts';
import {
  BUCKET,
  completeImage,
  KEY,
  rejectedImage,
  removedImage,
  sequencer,
} from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

/** A column that is described, but not added anywhere else. */
const ADDED: ImageColumn = {
  schema: imageFields.width,
  sql: 'bigint',
  belongsTo: 'content',
  kept: 'personal',
  warehouse: [],
  api: 'never',
};

type Described = readonly (readonly [name: string, column: ImageColumn])[];

const WITH_ADDED: Described = [...IMAGE_COLUMN_LIST, ['added', ADDED]];

const SQL_TYPES = {
  mysql: {
    bigint: 'bigint',
    double: 'double',
    text: 'text',
    time: 'datetime',
    'local-time': 'datetime',
    list: 'text',
  },
  sqlite: {
    bigint: 'integer',
    double: 'double',
    text: 'text',
    time: 'text',
    'local-time': 'text',
    list: 'text',
  },
} as const;

/** The described columns as `name type` in SQL. */
function describedIn(described: Described, kind: TestEngine['kind']): string[] {
  return described
    .map(([name, { sql: type, isNotNull = false }]) => {
      const dataType = type.startsWith('varchar')
        ? 'varchar'
        : SQL_TYPES[kind][type as keyof (typeof SQL_TYPES)['mysql']];
      return `${sqlNameOf(name as 'width')} ${dataType}${isNotNull ? ' not null' : ''}`;
    })
    .toSorted();
}

async function columnsOf({ db }: Metadata): Promise<string[]> {
  const tables = await db.introspection.getTables();
  const columns = tables.find(({ name }) => name === 'image')?.columns ?? [];
  return columns
    .filter(({ name }) => !name.startsWith('hash_band_'))
    .map(({ name, dataType, isNullable }) => {
      const type = dataType.toLowerCase().replace(/\(.*/, '');
      // A primary key of SQLite may be null, and is not declared as not null.
      return `${name} ${type}${isNullable && name !== 'image_id' ? '' : ' not null'}`;
    })
    .toSorted();
}

/** The described columns that a value lacks. */
function missingIn(described: Described, value: object): string[] {
  const values = value as Readonly<Record<string, unknown>>;
  return described
    .filter(([, { isComputed }]) => isComputed !== true)
    .map(([name]) => name)
    .filter((name) => values[name] === undefined || values[name] === null);
}

const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);

describeOnEachEngine('The columns of an image', (engine) => {
  const context = useMetadata(engine);

  test('are those of the migrations, and a column without a migration is detected', async () => {
    const present = await columnsOf(context.metadata);
    expect(describedIn(IMAGE_COLUMN_LIST, engine.kind)).toEqual(present);
    const added = describedIn(WITH_ADDED, engine.kind).filter((each) => !present.includes(each));
    expect(added).toEqual([`added ${SQL_TYPES[engine.kind].bigint}`]);
  });

  test('are all recorded and read back, and a column without a value is detected', async () => {
    const { metadata } = context;
    const image = completeImage();
    await metadata.recordProcessed(image);
    const record = await metadata.findImageByKey(BUCKET, KEY);
    expect(record).toMatchObject(image);
    const ofOthers = ['rejectionCode', 'rejectionMessage', 'removedAt'];
    expect(missingIn(IMAGE_COLUMN_LIST, record ?? {})).toEqual(ofOthers);
    expect(missingIn(WITH_ADDED, record ?? {})).toEqual([...ofOthers, 'added']);
  });

  test.each([
    ['a removal', 'removed', ['row', 'removal']],
    ['a rejection', 'rejected', ['row', 'upload', 'object', 'rejection']],
  ] as const)('are cleared by %s, except its own', async (_, status, kept) => {
    const { metadata } = context;
    await metadata.recordProcessed(completeImage());
    const next = { sequencer: sequencer(2) };
    await (status === 'removed'
      ? metadata.recordRemoved(removedImage(next))
      : metadata.recordRejected(rejectedImage(next)));
    const image = await metadata.findImageByKey(BUCKET, KEY);
    const left = IMAGE_COLUMN_LIST.filter(([name]) => !isEmpty(image?.[name]));
    expect(image?.status).toBe(status);
    expect(new Set(left.map(([, { belongsTo }]) => belongsTo))).toEqual(new Set(kept));
  });

  test('do not change the keys in JSON values', async () => {
    const { metadata } = context;
    const scriptResult = '{"face_count":2,"nested_value":{"left_eye":[{"is_open":true}]}}';
    await metadata.recordProcessed(completeImage({ scriptResult }));
    expect((await metadata.findImageByKey(BUCKET, KEY))?.scriptResult).toBe(scriptResult);
    const { rows } = await sql<object>`select json_object('face_count', 2) as json_value
      from image`.execute(metadata.db);
    const [value] = rows.map((row) => (row as { jsonValue: unknown }).jsonValue);
    expect(typeof value === 'string' ? JSON.parse(value) : value).toEqual({ face_count: 2 });
  });
});

test('The compiler rejects a row without a described column', () => {
  type Columns = typeof IMAGE_COLUMNS & { readonly added: typeof ADDED };
  const row = {} as ImageRowOf<typeof IMAGE_COLUMNS>;
  // @ts-expect-error the row has nothing of `added`
  const incomplete: ImageRowOf<Columns> = row;
  expect(incomplete).toEqual({});
});
