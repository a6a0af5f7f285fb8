import {
  referredId,
  resourcesOf,
  type Placed,
  type Templates,
} from '../../src/diagram/template-references.ts';

export type Properties = Record<string, never>;

/** A promise about every resource of a type: what is wrong with one, or nothing. */
export interface Promised {
  readonly type: string;
  readonly fault: (resource: Placed, templates: Templates) => string | undefined;
}

export const expected = (isSo: unknown, what: string): string | undefined =>
  isSo === true ? undefined : what;

export const within = (actual: unknown, least: number, most: number): boolean =>
  typeof actual === 'number' && actual >= least && actual <= most;

/** Denies what comes without TLS, in the policy that names this resource. */
export const deniesPlainText = (resource: Placed, type: string, templates: Templates): boolean =>
  resourcesOf(templates, type)
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

/** Promises, by what they say. */
export type Promises = Readonly<Record<string, Promised>>;
