import type { IncomingMessage } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { messagePage, signInPage } from './pages.ts';
import { sendPage } from './send-page.ts';
import { findUser, USERS } from './users.ts';

/** The path of the provider's interaction pages. */
export const SIGN_IN_PATH = '/sign-in/';
/** The limit of a form with `user=NAME`. */
const MAX_FORM_BYTE_COUNT = 1024;

type Middleware = Parameters<Provider['use']>[0];
type Context = Parameters<Middleware>[0];

/** Shows the users, and signs in the one that was chosen. */
export function signIn(provider: Provider, formTargets: readonly string[]): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith(SIGN_IN_PATH)) return next();
    try {
      await provider.interactionDetails(ctx.req, ctx.res);
      if (ctx.method === 'POST') return await finish(provider, ctx);
      sendPage(ctx, await signInPage(ctx.path, formTargets));
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      await sendError(ctx, 'This sign-in has expired. Start again on the page that you came from.');
    }
  };
}

async function finish(provider: Provider, ctx: Context): Promise<void> {
  const username = new URLSearchParams(await readForm(ctx.req)).get('user') ?? '';
  const user = findUser(username);
  if (user === undefined) {
    const known = USERS.map((one) => one.username).join(', ');
    return sendError(ctx, `Expected one of ${known} for user but received ${username || 'none'}`);
  }
  ctx.respond = false;
  const result = { login: { accountId: user.username }, consent: {} };
  await provider.interactionFinished(ctx.req, ctx.res, result);
}

async function sendError(ctx: Context, message: string): Promise<void> {
  ctx.status = 400;
  sendPage(ctx, await messagePage('Sign-in failed', message));
}

async function readForm(request: IncomingMessage): Promise<string> {
  let form = '';
  for await (const chunk of request) {
    form += chunk;
    if (form.length > MAX_FORM_BYTE_COUNT) return '';
  }
  return form;
}
