/** Who may sign in. The subject is the username, so that rows and logs are easy to read. */
export const USERS = [
  { username: 'ann', name: 'Ann', groups: [], says: 'uploads pictures and sees her own' },
  { username: 'ben', name: 'Ben', groups: [], says: 'uploads pictures and sees his own' },
  { username: 'olga', name: 'Olga', groups: ['admin'], says: 'sees and reviews everything' },
  { username: 'ida', name: 'Ida', groups: ['analyst'], says: 'asks questions of the warehouse' },
] as const;

export type User = (typeof USERS)[number];
export type Username = User['username'];

export const findUser = (username: string): User | undefined =>
  USERS.find((user) => user.username === username);

/** The claims of a Cognito ID token; like there, who is in no group has no claim of groups. */
export const idTokenClaims = (user: User) => ({
  sub: user.username,
  token_use: 'id',
  name: user.name,
  email: `${user.username}@miniatura.example`,
  email_verified: true,
  'cognito:username': user.username,
  ...groupsClaim(user),
});

/** What a Cognito access token holds beyond the registered claims; it knows no email. */
export const accessTokenClaims = (user: User) => ({
  token_use: 'access',
  username: user.username,
  ...groupsClaim(user),
});

const groupsClaim = ({ groups }: User) =>
  groups.length === 0 ? {} : { 'cognito:groups': [...groups] };
