import type { Metadata } from '@miniatura/metadata';

/** Writes labels as Rekognition would return them, because its stand-in measures pixels only. */
export async function labelAsViolent({ db }: Metadata, imageId: string): Promise<void> {
  await db
    .insertInto('imageLabel')
    .values({
      imageId,
      kind: 'moderation',
      position: 0,
      name: 'Violence',
      confidence: 91,
      parents: '[]',
      taxonomyLevel: 1,
      modelVersion: '7.0',
    })
    .execute();
}

/** A moderation policy, as JSON, that quarantines these labels. */
export const VIOLENCE_POLICY = JSON.stringify({
  rules: [{ category: 'Violence', minConfidence: 80, verdict: 'quarantine' }],
});
