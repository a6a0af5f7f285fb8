import type { ConnectionOptions } from '@platformatic/kafka';

/** The brokers and the topic that records are read from. */
export interface KafkaSource {
  /** `HOST:PORT` */
  readonly brokers: readonly string[];
  readonly topic: string;
  /**
   * Undefined for plain text. An empty object trusts the certificate authorities of the machine.
   */
  readonly tls?: { readonly ca?: string } | undefined;
  readonly sasl?: KafkaLogin | undefined;
}

export const SASL_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

export interface KafkaLogin {
  readonly mechanism: (typeof SASL_MECHANISMS)[number];
  readonly username: string;
  readonly password: string;
}

/** Returns the client's connection options for a source. */
export function connectionOf({ tls, sasl }: KafkaSource): ConnectionOptions {
  return { ...(tls && { tls: { ...tls } }), ...(sasl && { sasl: { ...sasl } }) };
}
