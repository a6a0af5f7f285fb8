import { ApiError } from '../errors.ts';

/** The API's limit lets about ten more requests pass in this time. */
const PAUSE_MS = 1000;

/** Repeats a request of many as long as the API says that there were too many at once. */
export async function patiently<T>(request: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'too-many-requests') throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
