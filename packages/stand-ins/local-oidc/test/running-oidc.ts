import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { fetchTokens, type LocalOidc, startLocalOidc, type Tokens } from '../src/index.ts';

export const CLIENT_ID = 'miniatura-page';
export const PAGE_ORIGIN = 'http://127.0.0.1:4606';
export const REDIRECT_URI = `${PAGE_ORIGIN}/`;

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'local-oidc-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

/** An issuer that is closed after the test. */
export async function runningOidc(directory?: string): Promise<LocalOidc> {
  const oidc = await startLocalOidc({
    directory: directory ?? (await temporaryDirectory()),
    port: 0,
    clientId: CLIENT_ID,
    redirectUris: [REDIRECT_URI],
    onError: (error) => console.error(error),
  });
  onTestFinished(() => oidc.close());
  return oidc;
}

export function tokensOf({ issuer }: LocalOidc, username: string): Promise<Tokens> {
  return fetchTokens({ issuer, clientId: CLIENT_ID, redirectUri: REDIRECT_URI, username });
}

/** The code verifier of RFC 7636, appendix B. */
export const CODE_VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CODE_CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

export function authorizationUrl(
  { issuer }: LocalOidc,
  parameters: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid',
    code_challenge: CODE_CHALLENGE,
    code_challenge_method: 'S256',
    ...parameters,
  });
  return `${issuer}/auth?${query}`;
}

/** A minimal browser: it stores cookies, follows redirects, and stops at other origins. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #languages: string;

  /** @param languages the value of `Accept-Language` */
  constructor(languages = 'en-US,en;q=0.9') {
    this.#languages = languages;
  }

  async open(address: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const { origin } = new URL(address);
    const response = await fetch(address, {
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        'accept-language': this.#languages,
        cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; '),
        ...(form && { origin }),
      },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    const next = new URL(response.headers.get('location') ?? address, address);
    return next.href === address || next.origin !== origin ? response : this.open(next.href);
  }
}
