import { ApiError } from '@miniatura/api-client';

/** The API's rate limit allows about ten more requests in this time. */
const PAUSE_MS = 1000;

/** Repeats a request while the API reports that there were too many. */
export async function retryWhileLimited<T>(request: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'too-many-requests') throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
