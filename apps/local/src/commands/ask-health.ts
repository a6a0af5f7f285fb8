import { healthSchema } from '@miniatura/api-contract';

const ANSWER_WITHIN_MS = 5000;

/**
 * Returns the problems that a stack reports, in sentences. Returns none when it is healthy or does
 * not answer.
 */
export async function askHealth(api: string): Promise<readonly string[]> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const answer = await fetch(`${api}/health`, { signal });
    const { components = [] } = healthSchema.parse(await answer.json());
    const unhealthy = components.filter(({ status }) => status === 'unhealthy');
    // A full disk causes the other problems.
    const disk = unhealthy.filter(({ component }) => component === 'disk');
    return (disk.length > 0 ? disk : unhealthy).map(
      ({ component, message = '' }) => `${component}: ${message}`,
    );
  } catch {
    return [];
  }
}
