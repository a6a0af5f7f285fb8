import type { IncomingMessage } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { messagePage, signInPage } from './pages.ts';
import { sendPage } from './send-page.ts';
import { type Texts, textsFor } from './texts.ts';
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
      const { params } = await provider.interactionDetails(ctx.req, ctx.res);
      const texts = textsOf(ctx, params['ui_locales']);
      if (ctx.method === 'POST') return await finish(provider, ctx, texts);
      sendPage(ctx, await signInPage(ctx.path, texts, formTargets));
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      const texts = textsOf(ctx);
      await sendError(ctx, texts.expired, texts);
    }
  };
}

function textsOf(ctx: Context, uiLocales?: unknown): Texts {
  return textsFor({ uiLocales, acceptsLanguages: (known) => ctx.acceptsLanguages(known) });
}

async function finish(provider: Provider, ctx: Context, texts: Texts): Promise<void> {
  const username = new URLSearchParams(await readForm(ctx.req)).get('user') ?? '';
  const user = findUser(username);
  if (user === undefined) {
    const known = USERS.map((one) => one.username).join(', ');
    return sendError(ctx, texts.unknownUser(known, username), texts);
  }
  ctx.respond = false;
  const result = { login: { accountId: user.username }, consent: {} };
  await provider.interactionFinished(ctx.req, ctx.res, result);
}

async function sendError(ctx: Context, message: string, texts: Texts): Promise<void> {
  ctx.status = 400;
  sendPage(ctx, await messagePage(texts.signInFailed, message, texts));
}

async function readForm(request: IncomingMessage): Promise<string> {
  let form = '';
  for await (const chunk of request) {
    form += chunk;
    if (form.length > MAX_FORM_BYTE_COUNT) return '';
  }
  return form;
}
