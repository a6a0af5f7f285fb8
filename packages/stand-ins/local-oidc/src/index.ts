export { SignInError, UnusableSecretsError } from './errors.ts';
export { fetchTokens } from './fetch-tokens.ts';
export type { TokenRequest, Tokens } from './fetch-tokens.ts';
export { startLocalOidc } from './start-local-oidc.ts';
export type { LocalOidc, LocalOidcOptions } from './start-local-oidc.ts';
export { USERS } from './users.ts';
export type { User, Username } from './users.ts';
