import * as z from 'zod';
import { type Deliveries, type DeliveriesRequest, signedDeliverySchema } from './deliveries.ts';

/** Invokes the function of `createDeliveriesHandler` and returns its answer. */
export type InvokeDeliveries = (request: DeliveriesRequest) => Promise<unknown>;

/** Creates deliveries that another function reads and writes. */
export function deliveriesClient(invoke: InvokeDeliveries): Deliveries {
  return {
    listWebhooks: async () => z.array(z.string()).parse(await invoke({ action: 'list' })),
    claim: async (webhookId) =>
      z.array(signedDeliverySchema).parse(await invoke({ action: 'claim', webhookId })),
    async record(result) {
      await invoke({ action: 'record', result });
    },
  };
}
