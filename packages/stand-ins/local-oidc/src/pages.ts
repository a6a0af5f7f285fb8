import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { type User, USERS } from './users.ts';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A page and its Content-Security-Policy. */
export interface Page {
  readonly body: string;
  readonly contentSecurityPolicy: string;
}

const STYLE = `
  :root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #fff; --back: #f3f4f6;
    --line: #d0d7de; --accent: #4338ca; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e6edf3; --soft: #9da7b3; --paper: #161b22; --back: #0d1117; --line: #3d444d;
      --accent: #a5b4fc; }
  }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
    font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back); }
  main { width: min(26rem, 100%); padding: 2rem; border: 1px solid var(--line);
    border-radius: 1rem; background: var(--paper); }
  h1 { margin: 0; font-size: 1.5rem; }
  p { margin: .5rem 0 1.5rem; color: var(--soft); }
  form { display: grid; gap: .75rem; }
  button { display: grid; grid-template-columns: 2.5rem 1fr; column-gap: .9rem; padding: .75rem;
    font: inherit; color: inherit; text-align: start; align-items: center; cursor: pointer;
    background: none; border: 1px solid var(--line); border-radius: .75rem; }
  button:hover { border-color: var(--accent); }
  button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  .initial { grid-row: span 2; width: 2.5rem; height: 2.5rem; display: grid; place-items: center;
    border-radius: 50%; font-weight: 600; color: var(--paper); background: var(--accent); }
  .description { color: var(--soft); font-size: .9rem; }
  .plain { display: block; text-align: center; font-weight: 600; }
  code { overflow-wrap: anywhere; }
`;

/** Submits the sign-out form without a question when an ID token proves whose session it is. */
const SUBMIT = `document.forms[0].requestSubmit(document.querySelector('button'));`;

/** The page on which a user is chosen. */
export async function signInPage(action: string, formTargets: readonly string[]): Promise<Page> {
  const content = html`
    <h1>Sign in to Miniatura</h1>
    <p>Choose who you are. There is no password: this issuer serves this machine only.</p>
    <form method="post" action="${action}">${USERS.map(userButton)}</form>
  `;
  return page('Sign in', content, { formTargets });
}

function userButton({ username, name, groups, description }: User) {
  return html`
    <button name="user" value="${username}">
      <span class="initial" aria-hidden="true">${name[0]}</span>
      <strong>${name}${groups.map((group) => `, ${group}`)}</strong>
      <span class="description">${description}</span>
    </button>
  `;
}

/**
 * The page that confirms signing out. `isOwn` means that the client has sent the session's ID
 * token.
 */
export async function signOutPage(
  form: string,
  { isOwn, formTargets }: { readonly isOwn: boolean; readonly formTargets: readonly string[] },
): Promise<Page> {
  const content = html`
    <h1>Sign out of Miniatura</h1>
    <p>The session on this machine ends.</p>
    ${raw(form)}
    <button class="plain" form="op.logoutForm" name="logout" value="yes">Sign out</button>
    ${isOwn ? raw(`<script>${SUBMIT}</script>`) : ''}
  `;
  return page('Sign out', content, { formTargets });
}

/** A page with one message: the session has ended, or an error. */
export async function messagePage(title: string, message: string): Promise<Page> {
  return page(
    title,
    html`<h1>${title}</h1>
      <p>${message}</p>`,
    { formTargets: [] },
  );
}

async function page(
  title: string,
  content: Html,
  { formTargets }: { readonly formTargets: readonly string[] },
): Promise<Page> {
  const body = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Miniatura</title>
        <link rel="icon" href="data:," />
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
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
