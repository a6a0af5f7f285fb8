import { fileURLToPath } from 'node:url';
import { startLocalOidc } from '@miniatura/local-oidc';
import { createPageApp, type PageBackends } from './create-page-app.ts';
import type { DataDirectory } from './data-directory.ts';
import { type Endpoints, portsFrom } from './endpoints.ts';
import { CLIENT_ID, redirectUris } from './names.ts';
import { problemAnswer } from './problem-answer.ts';
import { type FetchApp, serveApp } from './serve-app.ts';

const PAGE_DIRECTORY = fileURLToPath(new URL('../../../web/dist', import.meta.url));

/** The API's render route, whose URLs browsers fetch as images, without the page's origin. */
const SIGNED_IMAGES = /^\/images\/[0-9a-f]{32}\/render\?/;

/** Whose tokens and pages the API accepts, and where it listens. */
export interface ApiOrigins {
  readonly issuer: string;
  readonly pageOrigin: string;
  readonly apiUrl: string;
}

export interface FrontOptions {
  readonly data: DataDirectory;
  readonly port: number;
  readonly endpointsBefore?: Endpoints | undefined;
  readonly s3Endpoint: string;
  readonly createApi: (origins: ApiOrigins) => FetchApp;
  readonly onError: (error: Error) => void;
}

/** The endpoints of the front. */
export type Front = Pick<Endpoints, 'page' | 'oidc' | 'api'>;

/**
 * Starts the page, the issuer and the API, and adds their disposal to `resources`. Each receives
 * the addresses of those started before; the page receives the others at the end.
 */
export async function startFront(
  { data, port, endpointsBefore, s3Endpoint, createApi, onError }: FrontOptions,
  resources: AsyncDisposableStack,
): Promise<Front> {
  const ports = portsFrom(port, endpointsBefore);
  const { promise: backends, resolve } = Promise.withResolvers<PageBackends>();
  const page = await serveApp({
    port: ports.page,
    createApp: (origin) => createPageApp({ directory: PAGE_DIRECTORY, origin, backends }),
  });
  resources.defer(() => page.close());
  const oidc = await startLocalOidc({
    directory: data.oidc,
    port: ports.oidc,
    clientId: CLIENT_ID,
    redirectUris: redirectUris(page.origin),
    onError,
  });
  resources.defer(() => oidc.close());
  const { issuer } = oidc;
  const pageOrigin = page.origin;
  const api = await serveApp({
    port: ports.api,
    pageOrigin,
    embedded: SIGNED_IMAGES,
    write: problemAnswer,
    createApp: (apiUrl) => createApi({ issuer, pageOrigin, apiUrl }),
  });
  resources.defer(() => api.close());
  resolve({
    config: { apiUrl: api.origin, issuer, clientId: CLIENT_ID },
    s3Origin: new URL(s3Endpoint).origin,
  });
  return { page: page.origin, oidc: issuer, api: api.origin };
}
