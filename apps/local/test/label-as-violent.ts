import type { Metadata } from '@miniatura/metadata';

/** What Rekognition would have said: its stand-in sees pixels only. */
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

/** A moderation policy, as JSON, that holds back what is labelled so. */
export const VIOLENCE_POLICY = JSON.stringify({
  rules: [{ category: 'Violence', minConfidence: 80, verdict: 'quarantine' }],
});
