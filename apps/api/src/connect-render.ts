import type { S3Client } from '@aws-sdk/client-s3';
import { type Metadata, signingKeyOf } from '@miniatura/metadata';
import { DEFAULT_LIMITS } from '@miniatura/resize/limits';
import type { RenderConfig } from './config.ts';
import { onceDone } from './once-done.ts';
import { createRenderer } from './render/render-image.ts';
import { s3ImageObjects } from './render/s3-image-objects.ts';
import type { RenderDependencies } from './routes/render-route.ts';

interface Clients {
  readonly s3: S3Client;
  readonly metadata: Metadata;
}

export interface RenderOptions {
  readonly maxBytes?: number | undefined;
  readonly excludedTypes?: RenderConfig['excludedTypes'] | undefined;
}

/** Creates the dependencies of the render route, on AWS and on a laptop. */
export function connectRender(
  { s3, metadata }: Clients,
  config: Pick<RenderConfig, 'originalsBucket' | 'thumbnailsBucket'> & RenderOptions,
): RenderDependencies {
  const buckets = { originals: config.originalsBucket, thumbnails: config.thumbnailsBucket };
  return {
    metadata,
    now: () => new Date(),
    linkSecret: onceDone(() => signingKeyOf(metadata.db, 'render-links')),
    renderImage: createRenderer(s3ImageObjects(s3, buckets), {
      maxByteCount: config.maxBytes ?? DEFAULT_LIMITS.maxBytes,
      excludedTypes: config.excludedTypes ?? [],
    }),
  };
}
