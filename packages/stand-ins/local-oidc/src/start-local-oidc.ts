import { closeServer, listenOnLoopback, rejectOtherClients } from '@miniatura/local-service';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createProvider } from './create-provider.ts';
import { loadSecrets } from './secrets.ts';

export interface LocalOidcOptions {
  /** Where the keys lie; they are made at the first start. */
  readonly directory: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** The public client's id, which is the tokens' audience too. */
  readonly clientId: string;
  /** Where the client may be sent back to, after signing in and out: exact addresses. */
  readonly redirectUris: readonly string[];
  /** Told of faults that the issuer itself is to blame for. */
  readonly onError: (error: Error) => void;
}

export interface LocalOidc {
  /** `http://127.0.0.1:9400`: the tokens' `iss`; `/.well-known/openid-configuration` is below it. */
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
  // The issuer's name holds the port, which is known when the server listens.
  const host = await listenOnLoopback(server, options.port);
  const issuer = `http://${host}`;
  const handle = createProvider({ ...options, issuer, secrets }).callback();
  const origins = [issuer, ...options.redirectUris.map((uri) => new URL(uri).origin)];
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

async function close(server: Server): Promise<void> {
  const closed = closeServer(server);
  server.closeAllConnections();
  await closed;
}
