import { boxesOf, BoxReader } from './boxes.ts';

/** One property of an item (ISO/IEC 23008-12, section 6.5), such as `ispe`. */
export interface HeifProperty {
  readonly type: string;
  readonly body: Buffer;
}

export interface HeifItem {
  readonly id: number;
  /** Codec or derivation of the item, such as `hvc1` or `grid`. */
  readonly type: string;
  /** Properties in the order in which they apply. */
  readonly properties: readonly HeifProperty[];
}

/** Locates bytes of an item in the file or in the `idat` box. */
export interface HeifExtent {
  readonly isInIdat: boolean;
  readonly offset: number;
  /** Length in bytes; 0 means up to the end. */
  readonly length: number;
}

export interface HeifReference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

/** Contents of the `meta` box (ISO/IEC 14496-12, section 8.11). */
export interface HeifItems {
  readonly primaryId: number | undefined;
  readonly items: ReadonlyMap<number, HeifItem>;
  readonly references: readonly HeifReference[];
  readonly extentsOf: (id: number) => readonly HeifExtent[];
  readonly idat: Buffer;
}

/** @returns undefined if the file has no `meta` box with items */
export function readHeifItems(file: Uint8Array): HeifItems | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const meta = [...boxesOf(bytes)].find(({ type }) => type === 'meta');
  if (!meta) return undefined;
  const boxes = new Map([...boxesOf(meta.body.subarray(4))].map(({ type, body }) => [type, body]));
  const body = (type: string): Buffer => boxes.get(type) ?? Buffer.alloc(0);
  if (!boxes.has('iinf')) return undefined;
  const properties = readProperties(body('iprp'));
  const extents = readLocations(body('iloc'));
  return {
    primaryId: boxes.has('pitm') ? readPrimary(body('pitm')) : undefined,
    items: readInfos(body('iinf'), properties),
    references: readReferences(body('iref')),
    extentsOf: (id) => extents.get(id) ?? [],
    idat: body('idat'),
  };
}

/** Returns the bytes of an item, which may be split over several extents. */
export function bytesOfItem(file: Uint8Array, { extentsOf, idat }: HeifItems, id: number): Buffer {
  const whole = Buffer.from(file.buffer, file.byteOffset, file.length);
  const extents = extentsOf(id).map(({ isInIdat, offset, length }) =>
    (isInIdat ? idat : whole).subarray(offset, length === 0 ? undefined : offset + length),
  );
  return Buffer.concat(extents);
}

function readPrimary(body: Buffer): number {
  const reader = new BoxReader(body);
  return reader.number(reader.fullBox().version === 0 ? 2 : 4);
}

function readInfos(body: Buffer, properties: ReadonlyMap<number, HeifProperty[]>) {
  const { version } = new BoxReader(body).fullBox();
  const items = new Map<number, HeifItem>();
  for (const { type, body: info } of boxesOf(body.subarray(version === 0 ? 6 : 8))) {
    const reader = new BoxReader(info);
    const { version: infoVersion } = reader.fullBox();
    if (type !== 'infe' || infoVersion < 2) continue;
    const id = reader.number(infoVersion === 2 ? 2 : 4);
    reader.number(2);
    items.set(id, { id, type: reader.code(), properties: properties.get(id) ?? [] });
  }
  return items;
}

/** `ipco` contains all properties once; `ipma` assigns them to items. */
function readProperties(body: Buffer): Map<number, HeifProperty[]> {
  const boxes = [...boxesOf(body)];
  const ipco = boxes.find(({ type }) => type === 'ipco');
  const all = ipco ? [...boxesOf(ipco.body)] : [];
  const byItem = new Map<number, HeifProperty[]>();
  for (const { type, body: association } of boxes) {
    if (type !== 'ipma') continue;
    for (const [id, indexes] of readAssociations(association)) {
      byItem.set(
        id,
        indexes.flatMap((index) => all[index - 1] ?? []),
      );
    }
  }
  return byItem;
}

function* readAssociations(body: Buffer): Generator<[number, number[]]> {
  const reader = new BoxReader(body);
  const { version, flags } = reader.fullBox();
  const isWide = (flags & 1) === 1;
  for (let left = reader.number(4); left > 0 && reader.left > 0; left--) {
    const id = reader.number(version === 0 ? 2 : 4);
    const count = reader.number(1);
    // The highest bit says whether a reader must support the property.
    const indexes = Array.from({ length: count }, () =>
      isWide ? reader.number(2) & 0x7fff : reader.number(1) & 0x7f,
    );
    yield [id, indexes];
  }
}

function readReferences(body: Buffer): HeifReference[] {
  const { version } = new BoxReader(body).fullBox();
  const idBytes = version === 0 ? 2 : 4;
  return [...boxesOf(body.subarray(4))].map(({ type, body: reference }) => {
    const reader = new BoxReader(reference);
    const from = reader.number(idBytes);
    const count = reader.number(2);
    const to = Array.from({ length: Math.min(count, reader.left / idBytes) }, () =>
      reader.number(idBytes),
    );
    return { type, from, to };
  });
}

const IN_IDAT = 1;

function readLocations(body: Buffer): Map<number, HeifExtent[]> {
  const reader = new BoxReader(body);
  const { version } = reader.fullBox();
  const sizes = reader.number(2);
  const [offsetBytes, lengthBytes] = [sizes >> 12, (sizes >> 8) & 15];
  const [baseBytes, indexBytes] = [(sizes >> 4) & 15, version === 0 ? 0 : sizes & 15];
  const extents = new Map<number, HeifExtent[]>();
  const idBytes = version < 2 ? 2 : 4;
  for (let left = reader.number(idBytes); left > 0 && reader.left > 0; left--) {
    const id = reader.number(idBytes);
    const isInIdat = version > 0 && (reader.number(2) & 15) === IN_IDAT;
    reader.number(2);
    const base = reader.number(baseBytes);
    const count = Math.min(reader.number(2), reader.left);
    const list = Array.from({ length: count }, () => {
      reader.number(indexBytes);
      const offset = base + reader.number(offsetBytes);
      return { isInIdat, offset, length: reader.number(lengthBytes) };
    });
    extents.set(id, list);
  }
  return extents;
}
