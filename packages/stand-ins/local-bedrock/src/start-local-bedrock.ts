import type { RequestListener } from 'node:http';
import { serveJson } from '@miniatura/local-service';
import type { DescriptionModel } from './description-model.ts';
import type { Faults } from './faults.ts';
import { Http1And2Server } from './http1-and-2-server.ts';
import { createJsonService } from './json-service.ts';
import { PIXEL_SENTENCES } from './pixel-sentences.ts';

export interface LocalBedrockOptions {
  /** 0 selects a free port. */
  readonly port: number;
  /** Faults to inject in tests, by call. */
  readonly faults?: Faults;
  /** By default sentences about pixels. */
  readonly model?: DescriptionModel;
}

export interface LocalBedrock {
  /**
   * The endpoint for Bedrock runtime clients, such as `http://127.0.0.1:9326`. Any credentials
   * work.
   */
  readonly endpoint: string;
  /** The number of Converse calls since the start, including rejected and failed ones. */
  callCount(): number;
  close(): Promise<void>;
}

/** Starts a Bedrock stand-in with one model on loopback. */
export async function startLocalBedrock({
  port,
  faults,
  model = PIXEL_SENTENCES,
}: LocalBedrockOptions): Promise<LocalBedrock> {
  let callCount = 0;
  const service = createJsonService(model, (modelId) => {
    const index = callCount++;
    return faults?.({ modelId, index });
  });
  const createServer = (listener: RequestListener) => new Http1And2Server(listener);
  const served = await serveJson(service, { port, createServer });
  return { ...served, callCount: () => callCount };
}
