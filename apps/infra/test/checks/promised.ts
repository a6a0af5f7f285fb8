import {
  type Placed,
  referredId,
  resourcesOf,
  type Templates,
} from '../../src/diagram/template-references.ts';

export type Properties = Record<string, never>;

/** A promise about every resource of a type: what is wrong with one, or nothing. */
export interface Promised {
  readonly type: string;
  readonly fault: (resource: Placed, templates: Templates) => string | undefined;
}

export function expected(isSo: unknown, what: string): string | undefined {
  return isSo === true ? undefined : what;
}

export function within(actual: unknown, least: number, most: number): boolean {
  return typeof actual === 'number' && actual >= least && actual <= most;
}

/** Denies what comes without TLS, in the policy that names this resource. */
export function deniesPlainText(resource: Placed, type: string, templates: Templates): boolean {
  return resourcesOf(templates, type)
    .filter(
      ({ stack, Properties: p }) =>
        stack === resource.stack &&
        [p['Bucket'], p['Queues'], p['Topics']].flat().some((of) => referredId(of) === resource.id),
    )
    .some(({ Properties: p }) => {
      const { Statement } = p['PolicyDocument'] as { Statement: Properties[] };
      return Statement.some(
        ({ Effect, Condition }) =>
          Effect === 'Deny' && JSON.stringify(Condition).includes('"aws:SecureTransport":"false"'),
      );
    });
}

/** Promises, by what they say. */
export type Promises = Readonly<Record<string, Promised>>;
