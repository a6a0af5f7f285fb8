import type { Group } from '@miniatura/api-contract';

/** The user of a request. */
export interface User {
  /** The `sub` claim of the token, which is stored as the uploader. */
  readonly subject: string;
  /** Display name. */
  readonly name: string;
  readonly groups: readonly Group[];
}

export const isAdmin = ({ groups }: User): boolean => groups.includes('admin');

/**
 * Returns true for analysts and admins, who see the dashboard. None of its views shows who uploaded
 * an image.
 */
export function seesAnalytics(user: User): boolean {
  return isAdmin(user) || user.groups.includes('analyst');
}
