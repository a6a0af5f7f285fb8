import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Texts } from './texts.ts';
import { type User, USERS } from './users.ts';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A page and its Content-Security-Policy. */
export interface Page {
  readonly body: string;
  readonly contentSecurityPolicy: string;
}

/** The colours and shapes are those of the page of `apps/web`. */
const STYLE = `
  :root { color-scheme: light dark; --page: #f6f7f7; --surface: #fff; --text: #17211f;
    --quiet: #56635f; --line: #dce2e0; --accent: #0f766e; --accent-soft: #e2f3f0;
    --accent-text: #0d6b63; }
  @media (prefers-color-scheme: dark) {
    :root { --page: #121615; --surface: #1b201f; --text: #e8edec; --quiet: #a3b0ad;
      --line: #313938; --accent: #2dd4bf; --accent-soft: #17332f; --accent-text: #5eead4; }
  }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; align-content: center;
    justify-items: center; gap: 1.5rem; padding: 1.25rem; color: var(--text);
    font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
    background: var(--page); }
  .brand { display: flex; align-items: center; gap: .6rem; font-size: 1.25rem; font-weight: 650; }
  main { width: min(26rem, 100%); padding: 1.75rem; border: 1px solid var(--line);
    border-radius: 16px; background: var(--surface); }
  h1 { margin: 0; font-size: 1.5rem; line-height: 1.2; letter-spacing: -.02em; }
  p { margin: .5rem 0 1.25rem; color: var(--quiet); }
  form { display: grid; gap: .6rem; }
  button { display: grid; grid-template-columns: 2.5rem 1fr; column-gap: .9rem; width: 100%;
    padding: .7rem .8rem; font: inherit; color: inherit; text-align: start; align-items: center;
    cursor: pointer; background: none; border: 1px solid var(--line); border-radius: 12px; }
  button:hover { border-color: var(--accent); background: var(--accent-soft); }
  button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  .initial { grid-row: span 2; width: 2.5rem; height: 2.5rem; display: grid; place-items: center;
    border-radius: 50%; font-weight: 600; color: var(--accent-text);
    background: var(--accent-soft); }
  .description { color: var(--quiet); font-size: .875rem; }
  .plain { display: block; text-align: center; font-weight: 600; }
  code { overflow-wrap: anywhere; }
`;

/** The product's icon, as on the page of `apps/web`. */
const ICON = `<svg viewBox="0 0 32 32" width="36" height="36" aria-hidden="true">
  <rect width="32" height="32" rx="8" fill="#0f766e"/>
  <path d="M7 22l6-8 4 5 3-4 5 7z" fill="#fff"/><circle cx="21" cy="11" r="2.5" fill="#fff"/>
</svg>`;

/** Submits the sign-out form without a question when an ID token proves whose session it is. */
const SUBMIT = `document.forms[0].requestSubmit(document.querySelector('button'));`;

/** The page on which a user is chosen. */
export async function signInPage(
  action: string,
  texts: Texts,
  formTargets: readonly string[],
): Promise<Page> {
  const content = html`
    <h1>${texts.signIn}</h1>
    <p>${texts.chooseUser}</p>
    <form method="post" action="${action}">${USERS.map((user) => userButton(user, texts))}</form>
  `;
  return page(texts.signIn, content, { texts, formTargets });
}

function userButton({ username, name, groups }: User, texts: Texts) {
  return html`
    <button name="user" value="${username}">
      <span class="initial" aria-hidden="true">${name[0]}</span>
      <strong>${name}${groups.map((group) => `, ${texts.groups[group]}`)}</strong>
      <span class="description">${texts.descriptions[username]}</span>
    </button>
  `;
}

/**
 * The page that confirms signing out. `isOwn` means that the client has sent the session's ID
 * token.
 */
export async function signOutPage(
  form: string,
  {
    isOwn,
    texts,
    formTargets,
  }: { readonly isOwn: boolean; readonly texts: Texts; readonly formTargets: readonly string[] },
): Promise<Page> {
  const content = html`
    <h1>${texts.signOut}</h1>
    <p>${texts.sessionEnds}</p>
    ${raw(form)}
    <button class="plain" form="op.logoutForm" name="logout" value="yes">${texts.signOut}</button>
    ${isOwn ? raw(`<script>${SUBMIT}</script>`) : ''}
  `;
  return page(texts.signOut, content, { texts, formTargets });
}

/** A page with one message: the session has ended, or an error. */
export async function messagePage(title: string, message: string, texts: Texts): Promise<Page> {
  return page(
    title,
    html`<h1>${title}</h1>
      <p>${message}</p>`,
    { texts, formTargets: [] },
  );
}

async function page(
  title: string,
  content: Html,
  { texts, formTargets }: { readonly texts: Texts; readonly formTargets: readonly string[] },
): Promise<Page> {
  const body = await html`<!doctype html>
    <html lang="${texts.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Miniatura</title>
        <link rel="icon" href="data:," />
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <header class="brand">${raw(ICON)} Miniatura</header>
        <main>${content}</main>
      </body>
    </html> `;
  return { body: String(body), contentSecurityPolicy: policy(formTargets) };
}

/** Browsers apply `form-action` also to redirects after a form, which lead to the client. */
function policy(formTargets: readonly string[]): string {
  return [
    "default-src 'none'",
    'img-src data:',
    `style-src '${hashOf(STYLE)}'`,
    `script-src '${hashOf(SUBMIT)}'`,
    `form-action 'self' ${formTargets.join(' ')}`.trim(),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
