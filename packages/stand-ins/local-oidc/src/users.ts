/** The users who may sign in. The subject is the username, so that rows and logs are readable. */
export const USERS = [
  { username: 'ann', name: 'Ann', groups: [] },
  { username: 'ben', name: 'Ben', groups: [] },
  { username: 'olga', name: 'Olga', groups: ['admin'] },
  { username: 'ida', name: 'Ida', groups: ['analyst'] },
] as const;

export type User = (typeof USERS)[number];
export type Username = User['username'];

export function findUser(username: string): User | undefined {
  return USERS.find((user) => user.username === username);
}

/** The claims of a Cognito ID token. As in Cognito, a user without groups has no groups claim. */
export function idTokenClaims(user: User) {
  return {
    sub: user.username,
    token_use: 'id',
    name: user.name,
    email: `${user.username}@miniatura.example`,
    email_verified: true,
    'cognito:username': user.username,
    ...groupsClaim(user),
  };
}

/** The claims of a Cognito access token, without the registered ones. There is no email claim. */
export function accessTokenClaims(user: User) {
  return {
    token_use: 'access',
    username: user.username,
    ...groupsClaim(user),
  };
}

function groupsClaim({ groups }: User) {
  return groups.length === 0 ? {} : { 'cognito:groups': [...groups] };
}
