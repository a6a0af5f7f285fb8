import type { ConnectionOptions } from '@platformatic/kafka';

/** Where records come from. */
export interface KafkaSource {
  /** `HOST:PORT` */
  readonly brokers: readonly string[];
  readonly topic: string;
  /** Undefined for plain text; an empty object trusts the machine's authorities. */
  readonly tls?: { readonly ca?: string } | undefined;
  readonly sasl?: KafkaLogin | undefined;
}

export const SASL_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

export interface KafkaLogin {
  readonly mechanism: (typeof SASL_MECHANISMS)[number];
  readonly username: string;
  readonly password: string;
}

/** How the client connects to the source's brokers. */
export function connectionOf({ tls, sasl }: KafkaSource): ConnectionOptions {
  return { ...(tls && { tls: { ...tls } }), ...(sasl && { sasl: { ...sasl } }) };
}
