import { createServer, type RequestListener, type Server } from 'node:http';
import { closeServer, listenOnLoopback, rejectOtherClients } from '@miniatura/local-service';
import type { ProviderOptions } from './create-provider.ts';
import { loadSecrets } from './secrets.ts';

export interface LocalOidcOptions {
  /** The directory of the keys, which are created at the first start. */
  readonly directory: string;
  /** 0 selects a free port. */
  readonly port: number;
  /** The id of the public client, and the audience of the tokens. */
  readonly clientId: string;
  /** The exact addresses to which the client may be redirected after signing in and out. */
  readonly redirectUris: readonly string[];
  /** Called with errors of the issuer itself. */
  readonly onError: (error: Error) => void;
}

export interface LocalOidc {
  /**
   * The issuer of the tokens, such as `http://127.0.0.1:9400`. `/.well-known/openid-configuration`
   * is below it.
   */
  readonly issuer: string;
  close(): Promise<void>;
}

/**
 * Starts an OpenID Connect issuer on loopback.
 * @throws UnusableSecretsError
 */
export async function startLocalOidc(options: LocalOidcOptions): Promise<LocalOidc> {
  const secrets = await loadSecrets(options.directory);
  const server = createServer();
  // The issuer's address contains the port, which is known once the server listens.
  const host = await listenOnLoopback(server, options.port);
  const issuer = `http://${host}`;
  let provider: ReturnType<typeof loadProvider> | undefined;
  const origins = [issuer, ...options.redirectUris.map((uri) => new URL(uri).origin)];
  const handle = async (...call: Parameters<RequestListener>) => {
    provider ??= loadProvider({ ...options, issuer, secrets });
    await (
      await provider
    )(...call);
  };
  const listener: RequestListener = (request, response) => {
    handle(request, response).catch((error: unknown) => {
      options.onError(error instanceof Error ? error : new Error(String(error)));
      response.destroy();
    });
  };
  server.on('request', rejectOtherClients(listener, { host, origins }));
  let closed: Promise<void> | undefined;
  return { issuer, close: () => (closed ??= close(server)) };
}

/** Its modules take a fifth of the time of `npm start`, and are first used when somebody signs in. */
async function loadProvider(options: ProviderOptions) {
  const { createProvider } = await import('./create-provider.ts');
  return createProvider(options).callback();
}

async function close(server: Server): Promise<void> {
  const closed = closeServer(server);
  server.closeAllConnections();
  await closed;
}
