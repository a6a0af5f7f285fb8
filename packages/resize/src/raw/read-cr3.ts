import { type ByteSource, bytesSource, readExactly } from '../byte-source.ts';
import { boxesOf, BoxReader } from '../heif/boxes.ts';
import { readTiff } from '../tiff/tiff-directories.ts';
import { TIFF_TAGS as TAGS } from '../tiff/tiff-tags.ts';
import type { PreviewPlace, RawFile } from './raw-file.ts';

/** UUIDs of Canon's boxes for metadata (in `moov`) and for the preview. */
const METADATA_UUID = '85c0b687820f11e08111f4ce462b6a48';
const PREVIEW_UUID = 'eaf42b5e1c984b88b9fbb7dc406e4d16';
const UUID_BYTES = 16;
/** Limit for the `moov` and preview boxes; real ones are far smaller. */
const MAX_BOX_BYTES = 16_000_000;

/** Reads a CR3. The first track contains the image in full size, `PRVW` a smaller one. */
export async function readCr3(source: ByteSource): Promise<RawFile> {
  const places: PreviewPlace[] = [];
  let orientation: number | undefined;
  for await (const { type, start, headerBytes, size } of topBoxes(source)) {
    const bodyAt = start + headerBytes;
    const byteCount = Math.min(size - headerBytes, MAX_BOX_BYTES);
    if (type === 'moov') {
      const moov = (await readExactly(source, bodyAt, byteCount)) ?? Buffer.alloc(0);
      places.push(...tracks(moov));
      orientation = await orientationIn(moov);
    }
    if (type === 'uuid') places.push(...(await previewIn(source, bodyAt, byteCount)));
  }
  return { mediaType: 'image/x-canon-cr3', orientation, places };
}

async function* topBoxes(source: ByteSource) {
  for (let start = 0; start + 8 <= source.byteCount;) {
    const head = await readExactly(source, start, Math.min(16, source.byteCount - start));
    if (!head) return;
    const isLarge = head.readUInt32BE(0) === 1 && head.length === 16;
    const size = isLarge ? Number(head.readBigUInt64BE(8)) : head.readUInt32BE(0);
    if (size < 8) return;
    yield { type: head.toString('latin1', 4, 8), start, headerBytes: isLarge ? 16 : 8, size };
    start += size;
  }
}

function bodiesOf(bytes: Buffer, type: string): Buffer[] {
  return [...boxesOf(bytes)].filter((box) => box.type === type).map(({ body }) => body);
}

/** Returns the first sample of each track. One is a JPEG, the others are sensor data. */
function tracks(moov: Buffer): PreviewPlace[] {
  return bodiesOf(moov, 'trak').flatMap((track) => {
    const table = ['mdia', 'minf', 'stbl'].reduce<Buffer>(
      (bytes, type) => bodiesOf(bytes, type)[0] ?? Buffer.alloc(0),
      track,
    );
    const [sizes] = bodiesOf(table, 'stsz');
    const [wide] = bodiesOf(table, 'co64');
    const [narrow] = bodiesOf(table, 'stco');
    if (!sizes || (!wide && !narrow)) return [];
    const offset = firstOffset(wide ?? narrow!, wide ? 8 : 4);
    const byteCount = firstSize(sizes);
    return offset > 0 && byteCount > 0 ? [{ offset, byteCount }] : [];
  });
}

function firstOffset(body: Buffer, offsetBytes: 4 | 8): number {
  const reader = new BoxReader(body);
  reader.fullBox();
  return reader.number(4) > 0 ? reader.number(offsetBytes) : 0;
}

/** Reads the size of the first sample: one size for all samples, or a table. */
function firstSize(body: Buffer): number {
  const reader = new BoxReader(body);
  reader.fullBox();
  const common = reader.number(4);
  const count = reader.number(4);
  return common > 0 || count === 0 ? common : reader.number(4);
}

/** Reads `CMT1`, a TIFF structure with facts about the camera and the image. */
async function orientationIn(moov: Buffer): Promise<number | undefined> {
  const metadata = bodiesOf(moov, 'uuid').find(
    (body) => body.toString('hex', 0, UUID_BYTES) === METADATA_UUID,
  );
  const [facts] = metadata ? bodiesOf(metadata.subarray(UUID_BYTES), 'CMT1') : [];
  const file = facts && (await readTiff(bytesSource(facts)));
  return file?.directories[0]?.number(TAGS.orientation);
}

/** In `PRVW`, 16 bytes with sizes precede the JPEG, which extends to the end of the box. */
const PREVIEW_HEADER_BYTES = 16;

async function previewIn(source: ByteSource, bodyAt: number, byteCount: number) {
  const body = await readExactly(source, bodyAt, byteCount);
  if (body?.toString('hex', 0, UUID_BYTES) !== PREVIEW_UUID) return [];
  const at = body.indexOf('PRVW', UUID_BYTES, 'latin1');
  if (at < 4) return [];
  const size = body.readUInt32BE(at - 4);
  const from = at + 4 + PREVIEW_HEADER_BYTES;
  return [{ offset: bodyAt + from, byteCount: size - 8 - PREVIEW_HEADER_BYTES }];
}
