import type { Group } from '@miniatura/api-contract';

/** Who asks. */
export interface User {
  /** The token's `sub`: what is recorded as the uploader. */
  readonly subject: string;
  /** For people to read. */
  readonly name: string;
  readonly groups: readonly Group[];
}

export const isAdmin = ({ groups }: User): boolean => groups.includes('admin');

/** Analysts and admins see the dashboard; no view of it tells who uploaded. */
export const seesAnalytics = (user: User): boolean =>
  isAdmin(user) || user.groups.includes('analyst');
