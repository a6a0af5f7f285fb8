import { ApiError, UnreachableError } from '@miniatura/api-client';
import { InvalidEndpointsError } from '@miniatura/local/endpoints';
import { ImportPathError } from '@miniatura/local/find-files';
import { CommandError, type Exit } from './errors.ts';

/** Returns the sentence for an error and the kind of exit code, or null for an unexpected error. */
export function exitOf(error: unknown): { readonly exit: Exit; readonly message: string } | null {
  if (error instanceof CommandError) return { exit: error.code, message: error.message };
  if (error instanceof InvalidEndpointsError) return { exit: 'failed', message: error.message };
  if (error instanceof ImportPathError) return { exit: 'usage', message: error.message };
  if (error instanceof UnreachableError) {
    return { exit: 'unreachable', message: `${error.message}${reasonOf(error)}` };
  }
  // An error of the file system, such as EACCES or ENOSPC. Its message names the path.
  if (error instanceof Error && 'syscall' in error) {
    return { exit: 'failed', message: error.message };
  }
  if (!(error instanceof ApiError)) return null;
  const { code, status, message, requestId } = error;
  if (status === 401) {
    const remedy = 'Sign in again and set the new token as MINIATURA_TOKEN.';
    return { exit: 'no-access', message: `${message}\n${remedy}` };
  }
  if (status === 403) return { exit: 'no-access', message };
  return {
    exit: code === 'unavailable' ? 'unreachable' : 'failed',
    message: status >= 500 ? `${message} (request ${requestId})` : message,
  };
}

/** The reason of a failed request, such as ECONNREFUSED, is in the cause of the cause. */
function reasonOf({ cause }: Error): string {
  const reason = cause instanceof Error ? (cause.cause ?? cause) : undefined;
  // The wording of JSON's parser would not help.
  if (!(reason instanceof Error) || reason instanceof SyntaxError) return '';
  return `: ${(reason as NodeJS.ErrnoException).code ?? reason.message}`;
}
