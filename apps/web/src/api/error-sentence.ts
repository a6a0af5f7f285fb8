import { ApiError, UnreachableError } from '@miniatura/api-client';
import { t } from '../language/language.ts';
import type { Message } from '../language/spanish.ts';

const SENTENCES: Readonly<Partial<Record<ApiError['code'], Message>>> = {
  unauthenticated: 'You are not signed in any more. Sign in to continue.',
  'token-expired': 'Your session has ended. Sign in to continue.',
  forbidden: 'Your account may not see this.',
  'not-found': 'This image does not exist, or is not yours.',
  quarantined: 'This image is hidden until an admin has reviewed it.',
  'too-many-requests': 'There were too many requests. Wait a moment, then try again.',
  unavailable: 'This is not available at the moment. Try again in a minute.',
};

/**
 * Returns an error as a sentence for users: the API's sentence if it has more details than a fixed
 * one.
 */
export function errorSentence(error: unknown): string {
  if (error instanceof UnreachableError) {
    return t('The server cannot be reached. Check your connection, then try again.');
  }
  if (!(error instanceof ApiError)) return t('Something went wrong on this page. Reload it.');
  if (error.code === 'internal') {
    return t('The server reported an error (request {requestId}). Try again in a minute.', {
      requestId: error.requestId,
    });
  }
  const sentence = SENTENCES[error.code];
  return sentence === undefined ? error.message : t(sentence);
}
