import { NOT_JSON, UnreachableError } from './errors.ts';

/**
 * Returns the body of a response of the client.
 * @throws ApiError, UnreachableError
 */
export async function dataOf<Answer extends { readonly data?: unknown }>(
  answer: Promise<Answer>,
): Promise<Exclude<Answer['data'], undefined>> {
  try {
    const { data } = await answer;
    if (data !== undefined) return data as Exclude<Answer['data'], undefined>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UnreachableError(NOT_JSON, { cause: error });
  }
  throw new UnreachableError('The API answered without a body');
}
