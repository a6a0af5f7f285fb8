import { serveJson } from '@miniatura/local-service';
import { OPERATION_NAMES, type Faults, type OperationName } from './faults.ts';
import { createJsonService } from './json-service.ts';
import type { Models } from './models.ts';
import { NO_MODERATION } from './moderation-model.ts';
import { PIXEL_LABELS } from './pixel-labels.ts';

/** Unless models are given, labels are those of the pixels, and nothing is found to moderate. */
export interface LocalRekognitionOptions extends Partial<Models> {
  /** 0 takes a free port. */
  readonly port: number;
  /** For tests: what goes wrong, call by call. */
  readonly faults?: Faults;
}

export interface CallCount {
  readonly operation: OperationName;
  readonly count: number;
}

export interface LocalRekognition {
  /** `http://127.0.0.1:9325`: give it to a Rekognition client, with any credentials. */
  readonly endpoint: string;
  /** How often each operation was called since the start, refused and failed calls included. */
  calls(): readonly CallCount[];
  close(): Promise<void>;
}

/** Starts a Rekognition on loopback. */
export const startLocalRekognition = async ({
  port,
  faults,
  labelModel = PIXEL_LABELS,
  moderationModel = NO_MODERATION,
}: LocalRekognitionOptions): Promise<LocalRekognition> => {
  const counts = new Map<OperationName, number>();
  let index = 0;
  const service = createJsonService({
    ...{ labelModel, moderationModel },
    onCall: (operation) => {
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
      return faults?.({ operation, index: index++ });
    },
  });
  const served = await serveJson(service, { port });
  return {
    ...served,
    calls: () =>
      OPERATION_NAMES.map((operation) => ({
        operation,
        count: counts.get(operation) ?? 0,
      })),
  };
};
