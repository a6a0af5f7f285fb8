import type { CameraFacts, RawCameraFacts } from './camera-facts.ts';
import { checkCameraFacts } from './check-camera-facts.ts';

/** Metadata blocks as decoders return them. */
export interface MetadataBlocks {
  /** A TIFF structure (CIPA DC-008). In some containers `Exif` and two zero bytes precede it. */
  readonly exif: Uint8Array | undefined;
  /** An XMP packet: XML (ISO 16684-1). */
  readonly xmp: Uint8Array | undefined;
}

/**
 * Reads the camera facts from EXIF, and from XMP where EXIF has no value. A block that cannot be
 * parsed is ignored.
 */
export async function readCameraFacts({ exif, xmp }: MetadataBlocks): Promise<CameraFacts> {
  const fromExif = checkCameraFacts(await rawFactsOfExif(exif));
  const fromXmp = checkCameraFacts(await rawFactsOfXmp(xmp));
  const { capturedAt, captureZone } = fromExif.capturedAt === null ? fromXmp : fromExif;
  const facts = Object.entries(fromExif).map(([name, value]) => [
    name,
    value ?? fromXmp[name as keyof CameraFacts],
  ]);
  return { ...(Object.fromEntries(facts) as unknown as CameraFacts), capturedAt, captureZone };
}

type Facts = Partial<RawCameraFacts>;

/** The parsers are loaded for the first image that needs them, so that a function starts faster. */
async function rawFactsOfExif(block: Uint8Array | undefined): Promise<Facts> {
  if (block === undefined) return {};
  const { readExif } = await import('./read-exif.ts');
  return readExif(block);
}

async function rawFactsOfXmp(block: Uint8Array | undefined): Promise<Facts> {
  if (block === undefined) return {};
  const { readXmp } = await import('./read-xmp.ts');
  return readXmp(block);
}
