import { type HeifItem, readHeifItems } from '../src/heif/heif-items.ts';

export interface HeifParts {
  readonly major: string;
  readonly compatible?: readonly string[];
  /** The first is the primary one, unless `primaryId` says otherwise. */
  readonly items: readonly {
    readonly type: string;
    readonly data: Buffer;
    readonly properties: readonly Buffer[];
  }[];
  /** From 1; 0 leaves the `pitm` box out. */
  readonly primaryId?: number;
  readonly references?: readonly {
    readonly type: string;
    readonly from: number;
    readonly to: number | readonly number[];
  }[];
}

function u(size: number, ...values: number[]): Buffer {
  const bytes = Buffer.alloc(size * values.length);
  values.forEach((value, i) => bytes.writeUIntBE(value, i * size, size));
  return bytes;
}

export function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u(4, body.length + 8), Buffer.from(type, 'latin1'), body]);
}

function fullBox(type: string, version: number, ...parts: readonly Buffer[]): Buffer {
  return box(type, u(4, version * 2 ** 24), ...parts);
}

/** `colr` of the kind `nclx`: codes of ITU-T H.273. */
export function nclx(primaries: number, transfer: number, matrix: number, isFullRange = true) {
  return box(
    'colr',
    Buffer.from('nclx'),
    u(2, primaries, transfer, matrix),
    u(1, isFullRange ? 0x80 : 0),
  );
}

/** `ispe`: the size of an item as stored, in pixels. */
export const ispe = (width: number, height: number) => fullBox('ispe', 0, u(4, width, height));

export interface Grid {
  /** Of one size; several places may show the same one. */
  readonly tiles: HeifParts['items'];
  /** Indexes into `tiles`, row by row. */
  readonly places: readonly number[];
  readonly columns: number;
  /** Of the image, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Of the image, besides its size. */
  readonly properties?: readonly Buffer[];
}

/** A HEIC whose primary item is a grid (ISO/IEC 23008-12, 6.6.2.3). */
export function buildGrid({ tiles, places, columns, width, height, properties = [] }: Grid) {
  const rows = places.length / columns;
  const data = Buffer.concat([u(1, 0, 0, rows - 1, columns - 1), u(2, width, height)]);
  const grid = { type: 'grid', data, properties: [ispe(width, height), ...properties] };
  // Each place has an item of its own: readers reject a second reference to the same one.
  const shown = places.flatMap((place) => tiles[place] ?? []);
  return buildHeif({
    major: 'heic',
    compatible: ['mif1', 'heic'],
    items: [grid, ...shown],
    references: [{ type: 'dimg', from: 1, to: shown.map((_, index) => index + 2) }],
  });
}

/** A HEIF file, by ISO/IEC 23008-12, of these items. */
export function buildHeif({
  major,
  compatible = ['none'],
  items,
  primaryId = 1,
  references = [],
}: HeifParts) {
  const ftyp = box('ftyp', Buffer.from(`${major}\0\0\0\0${compatible.join('')}`, 'latin1'));
  // Readers limit how many properties there may be: what items have in common is stored once.
  const all = items.flatMap(({ properties }) => properties);
  const known = all.filter((one, index) => all.findIndex((other) => other.equals(one)) === index);
  const metaOf = (dataAt: number) => {
    let at = dataAt;
    const locations = items.map(({ data }, i) => {
      const location = Buffer.concat([u(2, i + 1, 0, 1), u(4, at, data.length)]);
      at += data.length;
      return location;
    });
    const associations = items.map(({ properties }, i) =>
      Buffer.concat([
        u(2, i + 1),
        u(1, properties.length),
        ...properties.map((property) => u(2, known.findIndex((one) => one.equals(property)) + 1)),
      ]),
    );
    return fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, u(4, 0), Buffer.from('pict'), Buffer.alloc(13)),
      ...(primaryId > 0 ? [fullBox('pitm', 0, u(2, primaryId))] : []),
      fullBox('iloc', 0, u(2, 0x4400, items.length), ...locations),
      fullBox(
        'iinf',
        0,
        u(2, items.length),
        ...items.map(({ type }, i) =>
          fullBox('infe', 2, u(2, i + 1, 0), Buffer.from(type), Buffer.alloc(1)),
        ),
      ),
      ...(references.length > 0
        ? [
            fullBox(
              'iref',
              0,
              ...references.map(({ type, from, to }) =>
                box(type, u(2, from, [to].flat().length, ...[to].flat())),
              ),
            ),
          ]
        : []),
      box('iprp', box('ipco', ...known), box('ipma', u(4, 1), u(4, items.length), ...associations)),
    );
  };
  const data = items.map((item) => item.data);
  const dataAt = ftyp.length + metaOf(0).length + 8;
  return Buffer.concat([ftyp, metaOf(dataAt), box('mdat', ...data)]);
}

/** What another file's primary item is made of. @param drop types of properties that are left out */
export function itemOf(file: Buffer, drop: readonly string[] = []) {
  const heif = readHeifItems(file);
  const item = heif?.items.get(heif.primaryId ?? 0);
  if (!heif || !item) throw new Error('Expected a primary item but found none');
  return partsOf(file, heif, item, drop);
}

function partsOf(
  file: Buffer,
  heif: NonNullable<ReturnType<typeof readHeifItems>>,
  item: HeifItem,
  drop: readonly string[],
) {
  const data = heif
    .extentsOf(item.id)
    .map(({ offset, length }) => file.subarray(offset, offset + length));
  return {
    type: item.type,
    data: Buffer.concat(data),
    properties: item.properties
      .filter(({ type }) => !drop.includes(type))
      .map(({ type, body }) => box(type, body)),
  };
}
