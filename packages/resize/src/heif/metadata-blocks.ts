import type { MetadataBlocks } from '../camera/read-camera-facts.ts';
import { bytesOfItem, type HeifItems } from './heif-items.ts';

/** The Exif item begins with the offset of its TIFF structure (ISO/IEC 23008-12, A.2.1). */
const EXIF_OFFSET_BYTES = 4;

/** Returns the EXIF and XMP of a HEIF file, which are separate items. */
export function metadataBlocks(file: Uint8Array, heif: HeifItems): MetadataBlocks {
  const itemsOf = (type: string) =>
    [...heif.items.values()]
      .filter((item) => item.type === type)
      .map(({ id }) => bytesOfItem(file, heif, id));
  const [exif] = itemsOf('Exif').filter((bytes) => bytes.length > EXIF_OFFSET_BYTES);
  return {
    exif: exif?.subarray(EXIF_OFFSET_BYTES + exif.readUInt32BE(0)),
    xmp: itemsOf('mime').find((bytes) => bytes.includes('<x:xmpmeta')),
  };
}
