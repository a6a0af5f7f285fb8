import type { InvokeDeliveries } from './deliveries-client.ts';

/** Calls a handler in this process. Like Lambda, it passes copies of JSON only. */
export function invokeDirectly(handler: (event: unknown) => Promise<unknown>): InvokeDeliveries {
  return async (request) => copyOf(await handler(copyOf(request)));
}

const copyOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
