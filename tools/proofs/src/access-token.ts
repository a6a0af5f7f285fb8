import type { Endpoints } from '@miniatura/local';
import { fetchTokens, type Username } from '@miniatura/local-oidc';

export const CLIENT_ID = 'miniatura-page';

/** Gets an access token for the API of a stack, as the page does when a user signs in. */
export async function accessTokenOf(
  { oidc: issuer, page }: Endpoints,
  username: Username,
): Promise<string> {
  const redirectUri = `${page}/signed-in`;
  const { accessToken } = await fetchTokens({ issuer, clientId: CLIENT_ID, redirectUri, username });
  return accessToken;
}
