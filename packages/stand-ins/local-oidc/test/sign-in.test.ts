import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { LocalOidc } from '../src/index.ts';
import { authorizationUrl, Browser, REDIRECT_URI, runningOidc, tokensOf } from './running-oidc.ts';

async function signIn(oidc: LocalOidc, browser: Browser, user: string): Promise<Response> {
  const { url } = await browser.open(authorizationUrl(oidc));
  return browser.open(url, { user });
}

const locationOf = ({ headers }: Response) => headers.get('location') ?? '';

test('the sign-in page lists each user and says that it serves one machine only', async () => {
  const response = await new Browser().open(authorizationUrl(await runningOidc()));
  expect(response.status).toBe(200);
  expect(new URL(response.url).pathname).toMatch(/^\/sign-in\//);
  const text = await response.text();
  expect([...text.matchAll(/name="user" value="(\w+)"/g)].map(([, user]) => user)).toEqual([
    'ann',
    'ben',
    'olga',
    'ida',
  ]);
  expect(text).toContain('Olga, admin');
  expect(text).toContain('There is no password: this issuer serves this machine only.');
  expect(text).toMatch(/<html lang="en">/);
});

test.each([
  ['es-MX,es;q=0.9,en;q=0.8', {}, 'es'],
  ['fr', {}, 'en'],
  ['en', { ui_locales: 'es' }, 'es'],
  ['es', { ui_locales: 'de en-GB' }, 'en'],
  ['es', { ui_locales: 'constructor' }, 'es'],
])(
  'with the languages %j and the parameters %j its language is %s',
  async (accepted, parameters, language) => {
    const url = authorizationUrl(await runningOidc(), parameters);
    const text = await (await new Browser(accepted).open(url)).text();
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain(`<h1>${language === 'es' ? 'Iniciar sesión' : 'Sign in'}</h1>`);
    expect(text).toContain(language === 'es' ? 'Ida, analista' : 'Ida, analyst');
  },
);

test('errors and signing out are in the language of the browser, too', async () => {
  const oidc = await runningOidc();
  const browser = new Browser('es');
  const failed = await signIn(oidc, browser, 'zoe');
  expect(await failed.text()).toContain('Se esperaba uno de ann, ben, olga, ida como user');
  const stranger = await browser.open(authorizationUrl(oidc, { client_id: 'stranger' }));
  expect(await stranger.text()).toContain('<h1>La solicitud ha fallado</h1>');
  await signIn(oidc, browser, 'ann');
  const end = await browser.open(`${oidc.issuer}/session/end`);
  expect(await end.text()).toContain('>Cerrar sesión</button>');
  const wanted = await browser.open(`${oidc.issuer}/session/end?ui_locales=en`);
  expect(await wanted.text()).toContain('>Sign out</button>');
});

test('no other page may frame it, and its form may only lead to the issuer and the page', async () => {
  const response = await new Browser().open(authorizationUrl(await runningOidc()));
  const policy = response.headers.get('content-security-policy') ?? '';
  for (const hash of inlineHashes(await response.text())) expect(policy).toContain(hash);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("form-action 'self' http://127.0.0.1:4606;");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
});

/** The hashes that a browser compares with inline styles and scripts. */
function inlineHashes(page: string) {
  return [...page.matchAll(/<(style|script)>([^]*?)<\/\1>/g)].map(([, , text = '']) => {
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  });
}

test('choosing a user redirects to the page with a code', async () => {
  const response = await signIn(await runningOidc(), new Browser(), 'ann');
  expect(locationOf(response)).toMatch(/^http:\/\/127\.0\.0\.1:4606\/\?code=/);
});

test('a second sign-in of the same browser does not ask again', async () => {
  const oidc = await runningOidc();
  const browser = new Browser();
  await signIn(oidc, browser, 'ann');
  const response = await browser.open(authorizationUrl(oidc, { prompt: 'none', state: 'again' }));
  expect(locationOf(response)).toMatch(/\?code=.*&state=again/);
});

test('without a session, a silent sign-in returns login_required to the page', async () => {
  const oidc = await runningOidc();
  const response = await new Browser().open(authorizationUrl(oidc, { prompt: 'none' }));
  expect(locationOf(response)).toContain('?error=login_required');
});

test('signing out with an ID token ends the session and redirects to the page', async () => {
  const oidc = await runningOidc();
  const browser = new Browser();
  await signIn(oidc, browser, 'ann');
  const { idToken } = await tokensOf(oidc, 'ann');
  const query = new URLSearchParams({
    id_token_hint: idToken,
    post_logout_redirect_uri: REDIRECT_URI,
  });
  const response = await browser.open(`${oidc.issuer}/session/end?${query}`);
  const page = await response.text();
  expect(page).toContain('requestSubmit');
  expect(inlineHashes(page)).toHaveLength(2);
  for (const hash of inlineHashes(page)) {
    expect(response.headers.get('content-security-policy')).toContain(hash);
  }
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const confirm = `${oidc.issuer}/session/end/confirm`;
  expect(locationOf(await browser.open(confirm, { xsrf, logout: 'yes' }))).toBe(REDIRECT_URI);
  const silent = await browser.open(authorizationUrl(oidc, { prompt: 'none' }));
  expect(locationOf(silent)).toContain('?error=login_required');
});

test('signing out without an ID token asks first', async () => {
  const oidc = await runningOidc();
  const browser = new Browser();
  await signIn(oidc, browser, 'ann');
  const page = await (await browser.open(`${oidc.issuer}/session/end`)).text();
  expect(page).toContain('>Sign out</button>');
  expect(page).not.toContain('requestSubmit');
});

test.each(['zoe', '', '<b>', 'x'.repeat(5000)])('rejects the user %j', async (user) => {
  const response = await signIn(await runningOidc(), new Browser(), user);
  expect(response.status).toBe(400);
  const text = await response.text();
  expect(text).toContain('Expected one of ann, ben, olga, ida for user but received');
  expect(text).not.toContain('<b>');
});

test('a sign-in of another browser, or from before a restart, asks to start again', async () => {
  const oidc = await runningOidc();
  const { url } = await new Browser().open(authorizationUrl(oidc));
  const response = await new Browser().open(url);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('Start again on the page that you came from.');
});

test.each([
  [{ redirect_uri: 'http://127.0.0.1:4606/elsewhere' }, 'redirect_uri did not match'],
  [{ client_id: 'stranger' }, 'client is invalid'],
])('explains why it rejects %j', async (parameters, text) => {
  const response = await new Browser().open(authorizationUrl(await runningOidc(), parameters));
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(text);
});

test('rejects a request without PKCE', async () => {
  const oidc = await runningOidc();
  const url = new URL(authorizationUrl(oidc));
  url.searchParams.delete('code_challenge');
  url.searchParams.delete('code_challenge_method');
  expect(locationOf(await new Browser().open(url.href))).toContain('error=invalid_request');
});
