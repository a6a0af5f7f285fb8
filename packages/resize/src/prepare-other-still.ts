import { prepareBmp } from './bmp/prepare-bmp.ts';
import { bytesSource } from './byte-source.ts';
import { prepareHeif } from './heif/prepare-heif.ts';
import { prepareIco } from './ico/prepare-ico.ts';
import { prepareJpeg2000 } from './jpeg2000/prepare-jpeg2000.ts';
import { prepareJxl } from './jxl/prepare-jxl.ts';
import type { MediaType } from './media-type.ts';
import { preparePsd } from './psd/prepare-psd.ts';
import { prepareRaw } from './raw/prepare-raw.ts';
import { readCr3 } from './raw/read-cr3.ts';
import { readRaf } from './raw/read-raf.ts';
import { readTiffRaw } from './raw/read-tiff-raw.ts';
import type { Still } from './still.ts';
import { prepareTiff } from './tiff/prepare-tiff.ts';

/**
 * Selects the still of a file that is no JPEG, PNG, GIF, WebP or SVG, as `prepareStill` does.
 * @throws ImageError `corrupt`, or `unsupported-feature` that names the unsupported variant
 */
export async function prepareOtherStill(bytes: Uint8Array, sniffed: MediaType): Promise<Still> {
  switch (sniffed) {
    case 'image/avif':
    case 'image/heic':
    case 'image/heif':
      return prepareHeif(bytes, sniffed);
    case 'image/x-canon-cr3':
      return prepareRaw(bytesSource(bytes), await readCr3(bytesSource(bytes)));
    case 'image/x-fuji-raf':
      return prepareRaw(bytesSource(bytes), await readRaf(bytesSource(bytes)));
    case 'image/bmp':
      return prepareBmp(bytes);
    case 'image/x-icon':
      return prepareIco(bytes);
    case 'image/vnd.adobe.photoshop':
      return preparePsd(bytes);
    case 'image/jxl':
      return prepareJxl(bytes);
    case 'image/jp2':
      return prepareJpeg2000(bytes);
    default:
      return prepareTiffOrRaw(bytes);
  }
}

/**
 * Distinguishes raw files from TIFFs by their contents, because most raw files begin with the bytes
 * of a TIFF.
 */
async function prepareTiffOrRaw(bytes: Uint8Array): Promise<Still> {
  const source = bytesSource(bytes);
  const raw = await readTiffRaw(source);
  return raw ? prepareRaw(source, raw) : prepareTiff(bytes);
}
