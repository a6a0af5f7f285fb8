import { serveJson } from '@miniatura/local-service';
import { type Faults, OPERATION_NAMES, type OperationName } from './faults.ts';
import { createJsonService } from './json-service.ts';
import type { Models } from './models.ts';
import { NO_MODERATION } from './moderation-model.ts';
import { PIXEL_LABELS } from './pixel-labels.ts';

/** By default labels are measured from pixels, and moderation returns none. */
export interface LocalRekognitionOptions extends Partial<Models> {
  /** 0 selects a free port. */
  readonly port: number;
  /** Faults to inject in tests, by call. */
  readonly faults?: Faults;
}

export interface CallCount {
  readonly operation: OperationName;
  readonly count: number;
}

export interface LocalRekognition {
  /**
   * The endpoint for Rekognition clients, such as `http://127.0.0.1:9325`. Any credentials work.
   */
  readonly endpoint: string;
  /** The number of calls of each operation since the start, including rejected and failed ones. */
  calls(): readonly CallCount[];
  close(): Promise<void>;
}

/** Starts a Rekognition stand-in on loopback. */
export async function startLocalRekognition({
  port,
  faults,
  labelModel = PIXEL_LABELS,
  moderationModel = NO_MODERATION,
}: LocalRekognitionOptions): Promise<LocalRekognition> {
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
}
