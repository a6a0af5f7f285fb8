import { createMiniaturaClient, type MiniaturaClient } from '@miniatura/api-client';
import { fetchTokens } from '@miniatura/local-oidc/fetch-tokens';
import type { Username } from '@miniatura/local-oidc/users';
import { dataDirectory } from '@miniatura/local/data-directory';
import { type Endpoints, endpointsFrom, readEndpoints } from '@miniatura/local/endpoints';
import { CLIENT_ID, redirectUris } from '@miniatura/local/names';
import { apiUrlOf } from './api-url-of.ts';
import { commandEnvironment } from './config.ts';
import { CommandError } from './errors.ts';

/** The options that select the API and the user. */
export interface AccessOptions {
  readonly api?: string;
  readonly token?: string;
  readonly user: Username;
  readonly data: string;
}

/** The first port of a stack that was started without `--port`. */
const FIRST_PORT = 4600;
/** Characters of a token in a header. @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const TOKEN = /^[\w.~+/-]+=*$/;
const NO_TOKEN =
  'Expected a complete access token but received other characters than letters, digits and -._~+/=';
/** A token that expires sooner is replaced. */
const MIN_REMAINING_MS = 60_000;

/**
 * Creates a client of the API that was selected. Without a token, the user signs in at the issuer
 * of the stack on this laptop.
 * @throws CommandError if another API is selected without a token
 */
export async function connect(options: AccessOptions): Promise<MiniaturaClient> {
  const environment = commandEnvironment();
  const stack =
    (await readEndpoints(dataDirectory(options.data).endpoints)) ?? endpointsFrom(FIRST_PORT);
  const apiUrl = apiUrlOf(options.api ?? environment.api ?? stack.api);
  const token = options.token ?? environment.token;
  if (token !== undefined) {
    if (!TOKEN.test(token)) throw new CommandError('usage', NO_TOKEN);
    return createMiniaturaClient({ apiUrl, accessToken: () => token });
  }
  if (apiUrl !== stack.api) {
    throw new CommandError(
      'no-access',
      `Expected a token for ${apiUrl}: set MINIATURA_TOKEN, or use --token`,
    );
  }
  return createMiniaturaClient({ apiUrl, accessToken: signedIn(stack, options.user) });
}

/** Returns a function that signs in when a token is first needed, and before it expires. */
function signedIn({ oidc: issuer, page }: Endpoints, username: Username): () => Promise<string> {
  const [redirectUri] = redirectUris(page);
  let current: Promise<{ readonly token: string; readonly expiresAtMs: number }> | undefined;
  const signIn = async () => {
    const request = { issuer, clientId: CLIENT_ID, redirectUri, username };
    const { accessToken, expiresInS } = await fetchTokens(request).catch((cause: unknown) => {
      throw new CommandError('unreachable', NO_STACK, { cause });
    });
    return { token: accessToken, expiresAtMs: Date.now() + expiresInS * 1000 };
  };
  return async () => {
    current ??= signIn();
    if ((await current).expiresAtMs - Date.now() < MIN_REMAINING_MS) current = signIn();
    return (await current).token;
  };
}

const NO_STACK =
  'Expected a running stack on this laptop but it does not answer. Start it with npm start, name ' +
  'its data folder with --data, or select another API with --api and a token.';
