import { serveJson } from '@miniatura/local-service';
import type { RequestListener } from 'node:http';
import type { DescriptionModel } from './description-model.ts';
import type { Faults } from './faults.ts';
import { Http1And2Server } from './http1-and-2-server.ts';
import { createJsonService } from './json-service.ts';
import { PIXEL_SENTENCES } from './pixel-sentences.ts';

export interface LocalBedrockOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** For tests: what goes wrong, call by call. */
  readonly faults?: Faults;
  /** Sentences about pixels unless given. */
  readonly model?: DescriptionModel;
}

export interface LocalBedrock {
  /** `http://127.0.0.1:9326`: give it to a Bedrock runtime client, with any credentials. */
  readonly endpoint: string;
  /** How often Converse was called since the start, refused and failed calls included. */
  callCount(): number;
  close(): Promise<void>;
}

/** Starts a Bedrock on loopback that knows one model. */
export const startLocalBedrock = async ({
  port,
  faults,
  model = PIXEL_SENTENCES,
}: LocalBedrockOptions): Promise<LocalBedrock> => {
  let callCount = 0;
  const service = createJsonService(model, (modelId) => {
    const index = callCount++;
    return faults?.({ modelId, index });
  });
  const createServer = (listener: RequestListener) => new Http1And2Server(listener);
  const served = await serveJson(service, { port, createServer });
  return { ...served, callCount: () => callCount };
};
