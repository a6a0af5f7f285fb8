import { dataOf, type MiniaturaClient } from '@miniatura/api-client';
import type { ImageDetail, LabelDetail } from '@miniatura/api-contract';
import { escapeControlCharacters, printableJson } from '@miniatura/text';
import { statusOf } from '../image-table.ts';
import { retryWhileLimited } from '../retry.ts';

const NAME_WIDTH = 14;

/** Prints all facts of an image: a line per fact, or JSON. */
export async function showImage(
  client: MiniaturaClient,
  imageId: string,
  { json }: { readonly json?: true },
): Promise<void> {
  const params = { path: { imageId } };
  const image = await retryWhileLimited(() => dataOf(client.GET('/images/{imageId}', { params })));
  if (json) console.log(printableJson(image, 2));
  else for (const line of factLines(image)) console.log(line);
}

/** Returns a line for each known fact. */
function factLines(image: ImageDetail): readonly string[] {
  const size = image.width === null ? null : `${image.width}×${image.height}`;
  const facts: Readonly<Record<string, string | number | null>> = {
    ID: image.imageId,
    File: image.name,
    Status: statusOf(image),
    Reason: image.rejectionMessage,
    Type: image.mediaType,
    Size: size,
    Bytes: image.byteCount,
    Description: image.altText,
    Labels: labelText(image.labels),
    Moderation: labelText(image.moderationLabels),
    Camera: [image.cameraMake, image.cameraModel].filter(Boolean).join(' ') || null,
    Lens: image.lensModel,
    Captured: image.capturedAt,
    Uploaded: image.uploadedAt,
    'Uploaded by': image.uploadedBy,
    Processed: image.processedAt,
    Expires: image.expiresAt,
    SHA256: image.sha256,
    'Duplicate of': image.duplicateOf,
    Thumbnails:
      image.renditions.map(({ width, height }) => `${width}×${height}`).join(', ') || null,
    Warning: image.warning,
  };
  return Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.padEnd(NAME_WIDTH)}${escapeControlCharacters(String(value))}`);
}

function labelText(labels: readonly LabelDetail[]): string | null {
  if (labels.length === 0) return null;
  return labels.map(({ name, confidence }) => `${name} ${Math.round(confidence)} %`).join(', ');
}
