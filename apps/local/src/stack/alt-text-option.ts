import { startLocalBedrock, type DescriptionModel } from '@miniatura/local-bedrock';
import type { Clients } from '@miniatura/thumbnailer/connect';
import { CREDENTIALS, REGION } from './names.ts';

/** What alt texts are made of. */
export const ALT_TEXTS = ['labels', 'bedrock'] as const;
export type AltTextOption = (typeof ALT_TEXTS)[number];

/** A model on a laptop is slow, and other questions wait before it. */
const DESCRIPTION_TIMEOUT_MS = 180_000;

export interface AltTextConnection {
  readonly altTextModelId: string | undefined;
  readonly clients: Pick<Clients, 'bedrock' | 'descriptionTimeoutMs'>;
}

/**
 * What the thumbnailer needs for alt texts of a model; starts the stand-in of Bedrock only where
 * there is one.
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
