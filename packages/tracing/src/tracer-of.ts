import { daemonSender } from './daemon-sender.ts';
import { Tracer } from './tracer.ts';

/**
 * Creates the tracer of a service.
 * @param daemonAddress undefined if no daemon runs, such as on a laptop
 */
export function tracerOf(serviceName: string, daemonAddress: string | undefined): Tracer {
  return new Tracer(
    serviceName,
    daemonAddress === undefined ? undefined : daemonSender(daemonAddress),
  );
}
