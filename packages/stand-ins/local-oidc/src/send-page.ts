import type { ServerResponse } from 'node:http';
import type { Page } from './pages.ts';

/** The response: a context of the provider or of Koa. */
interface Answer {
  type: string;
  body: unknown;
  readonly res: ServerResponse;
}

export function sendPage(answer: Answer, { body, contentSecurityPolicy }: Page): void {
  answer.res.setHeaders(
    new Headers({
      'content-security-policy': contentSecurityPolicy,
      'cache-control': 'no-store',
      // Without a referrer, the form's Origin would be "null".
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    }),
  );
  answer.type = 'html';
  answer.body = body;
}
