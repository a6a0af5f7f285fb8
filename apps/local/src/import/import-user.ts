import { type User, USERS } from '@miniatura/local-oidc/users';

/** The users who can sign in and see what is imported for them. */
export const USERNAMES: readonly string[] = USERS.map(({ username }) => username);

/** The owner of imported images by default. */
export const DEFAULT_IMPORTER: User = USERS[0];

/** @example describeVisibility('ann') // 'Ann sees them, and Olga, who is an admin' */
export function describeVisibility(username: string): string {
  const owner = USERS.find((user) => user.username === username) ?? DEFAULT_IMPORTER;
  const admins = USERS.filter((user) => isAdmin(user) && user !== owner).map(({ name }) => name);
  const others = admins.length === 0 ? '' : `, and ${admins.join(' and ')}, who is an admin`;
  return `${owner.name} sees them${others}`;
}

function isAdmin({ groups }: User): boolean {
  return groups.some((group) => group === 'admin');
}
