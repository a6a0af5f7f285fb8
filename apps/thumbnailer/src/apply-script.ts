import { imageIdOf, type RenditionRecord } from '@miniatura/metadata';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import type { AltText, ImageContent } from './process-content.ts';
import type { RunScript, ScriptOutcome } from './run-script.ts';
import type { ThumbnailObjects } from './s3-objects.ts';

export interface ApplyScriptDependencies {
  readonly thumbnails: Pick<ThumbnailObjects, 'get'>;
  /** Undefined when no script is configured. */
  readonly runScript: RunScript | undefined;
}

/** An image whose thumbnails are stored and whose alt text exists. */
export interface StoredContent {
  readonly bytes: Uint8Array;
  readonly content: Pick<ImageContent, 'facts' | 'analysis'>;
  readonly altText: AltText;
  readonly renditions: readonly RenditionRecord[];
}

/** Runs the configured script, if there is one, on a stored image. */
export async function applyScript(
  { bytes, content: { facts, analysis }, altText: { altText = null }, renditions }: StoredContent,
  { bucket, key }: ObjectEvent,
  { runScript, thumbnails }: ApplyScriptDependencies,
): Promise<Partial<ScriptOutcome>> {
  if (runScript === undefined) return {};
  const { mediaType, width, height, frameCount, sha256 } = facts;
  const image = {
    ...{ bytes, mediaType, width, height, frameCount, sha256, altText },
    labels: analysis.labels.map(({ name, confidence }) => ({ name, confidence })),
    renditions: await Promise.all(
      renditions.map(async (rendition) => ({
        name: rendition.name,
        mediaType: rendition.mediaType,
        width: rendition.width,
        height: rendition.height,
        // S3 has copied the thumbnails of a duplicate, so that their bytes are not in memory.
        bytes: await thumbnails.get(rendition.key),
      })),
    ),
  };
  return runScript(image, { imageId: imageIdOf(bucket, key), bucket, key });
}
