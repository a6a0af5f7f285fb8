import { type DescriptionModel, startLocalBedrock } from '@miniatura/local-bedrock';
import type { Clients } from '@miniatura/thumbnailer/connect';
import { CREDENTIALS, REGION } from './names.ts';

/** The sources of alt texts. */
export const ALT_TEXTS = ['labels', 'bedrock'] as const;
export type AltTextOption = (typeof ALT_TEXTS)[number];

/** A model on a laptop is slow, and questions may wait for others. */
const DESCRIPTION_TIMEOUT_MS = 180_000;

export interface AltTextConnection {
  readonly altTextModelId: string | undefined;
  readonly clients: Pick<Clients, 'bedrock' | 'descriptionTimeoutMs'>;
}

/**
 * Returns the thumbnailer's settings for alt texts. Starts the stand-in for Bedrock if a model is
 * used.
 */
export async function connectAltText(
  model: DescriptionModel | undefined,
  resources: AsyncDisposableStack,
): Promise<AltTextConnection> {
  if (model === undefined) return { altTextModelId: undefined, clients: {} };
  const { endpoint, close } = await startLocalBedrock({ port: 0, model });
  resources.defer(close);
  const bedrock = { region: REGION, credentials: CREDENTIALS, endpoint };
  return {
    altTextModelId: model.id,
    clients: { bedrock, descriptionTimeoutMs: DESCRIPTION_TIMEOUT_MS },
  };
}
