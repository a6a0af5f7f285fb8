import type { IamRequest } from './iam-request.ts';

/** What a role is asked to do where no test of an app calls an SDK, and why it has to be. */
export interface ExpectedGrant {
  /** Where the role is, as its place begins: `analytics/WarehouseLoader`. */
  readonly role: string;
  readonly reason: string;
  readonly requests: readonly IamRequest[];
}

export function on(resource: string, ...actions: readonly string[]): readonly IamRequest[] {
  return actions.map((action) => ({ action, resource }));
}
