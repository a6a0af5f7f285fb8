import { LOCAL_MODEL_ID, startLocalBedrock } from '@miniatura/local-bedrock';
import type { Clients } from '@miniatura/thumbnailer/connect';
import { CREDENTIALS, REGION } from './names.ts';

/** What alt texts are made of. */
export const ALT_TEXTS = ['labels', 'bedrock'] as const;
export type AltTextOption = (typeof ALT_TEXTS)[number];

/** What the thumbnailer needs for it; starts the stand-in of Bedrock only where it is asked for. */
export async function connectAltText(
  option: AltTextOption,
  resources: AsyncDisposableStack,
): Promise<{
  readonly altTextModelId: string | undefined;
  readonly clients: Pick<Clients, 'bedrock'>;
}> {
  if (option === 'labels') return { altTextModelId: undefined, clients: {} };
  const { endpoint, close } = await startLocalBedrock({ port: 0 });
  resources.defer(close);
  const bedrock = { region: REGION, credentials: CREDENTIALS, endpoint };
  return { altTextModelId: LOCAL_MODEL_ID, clients: { bedrock } };
}
