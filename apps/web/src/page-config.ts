import { PageConfigError } from './errors.ts';

/** The configuration of the page, which depends on where it is deployed. */
export interface PageConfig {
  /** The API's base URL, without a slash at its end. */
  readonly apiUrl: string;
  /** The OpenID Connect issuer's URL. */
  readonly issuer: string;
  /** The page's client id at the issuer. */
  readonly clientId: string;
}

/** Reads `/config.json` of the page's own origin. @throws PageConfigError */
export async function fetchPageConfig(): Promise<PageConfig> {
  try {
    const response = await fetch('/config.json', { cache: 'no-cache' });
    if (!response.ok) throw new PageConfigError(`/config.json answered ${response.status}`);
    return parsePageConfig(await response.json());
  } catch (error) {
    if (error instanceof PageConfigError) throw error;
    throw new PageConfigError('/config.json cannot be read', { cause: error });
  }
}

/** @throws PageConfigError that names the fault */
export function parsePageConfig(json: unknown): PageConfig {
  const fields = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  const text = (name: keyof PageConfig): string => {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
    throw new PageConfigError(
      `Expected text for ${name} of /config.json but received ${JSON.stringify(value)}`,
    );
  };
  return {
    apiUrl: text('apiUrl').replace(/\/+$/, ''),
    issuer: text('issuer'),
    clientId: text('clientId'),
  };
}
