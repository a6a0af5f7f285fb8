import { healthSchema } from '@miniatura/api-contract';

const ANSWER_WITHIN_MS = 5000;

/**
 * What a stack says is wrong with it, in sentences; nothing where all is well, or where no answer
 * tells.
 */
export async function askHealth(api: string): Promise<readonly string[]> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const answer = await fetch(`${api}/health`, { signal });
    const { components = [] } = healthSchema.parse(await answer.json());
    const unhealthy = components.filter(({ status }) => status === 'unhealthy');
    // All else follows from a full disk.
    const disk = unhealthy.filter(({ component }) => component === 'disk');
    return (disk.length > 0 ? disk : unhealthy).map(
      ({ component, message = '' }) => `${component}: ${message}`,
    );
  } catch {
    return [];
  }
}
