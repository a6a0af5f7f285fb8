import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** The content of `/config.json`, which the page reads. */
export interface PageConfig {
  readonly apiUrl: string;
  readonly issuer: string;
  readonly clientId: string;
}

export interface PageAppOptions {
  /** The directory of the built page. */
  readonly directory: string;
  readonly origin: string;
  /** Resolves when the API and the issuer listen. Requests wait for it. */
  readonly backends: Promise<PageBackends>;
}

export interface PageBackends {
  readonly config: PageConfig;
  /** The origin that images are uploaded to and read from. */
  readonly s3Origin: string;
}

const NOT_BUILT = 'The page is not built. Stop the stack and start it again: npm start\n';

/** Serves the built page and its configuration, with headers that protect it from other pages. */
export function createPageApp({ directory, origin, backends }: PageAppOptions): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const { host, pathname, search } = new URL(c.req.url);
    // The API and the issuer accept one origin of the page; `localhost` would be another.
    if (`http://${host}` !== origin) return c.redirect(`${origin}${pathname}${search}`, 302);
    return securityHeaders(await backends)(c, next);
  });
  app.get('/config.json', async (c) => {
    c.header('cache-control', 'no-store');
    return c.json((await backends).config);
  });
  if (existsSync(join(directory, 'index.html'))) servePage(app, directory);
  else app.get('*', (c) => c.text(NOT_BUILT, 503));
  return app;
}

function servePage(app: Hono, root: string): void {
  // The names of assets contain a hash of their content.
  app.use('/assets/*', cacheControl('public, max-age=31536000, immutable'), serveStatic({ root }));
  app.get('/assets/*', (c) => c.notFound());
  app.get('*', cacheControl('no-cache'), serveStatic({ root }));
  // The page itself handles the paths below it.
  app.get('*', serveStatic({ root, path: 'index.html' }));
}

function cacheControl(value: string): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (c.res.ok) c.header('cache-control', value);
  };
}

function securityHeaders({ config, s3Origin }: PageBackends) {
  const apiOrigin = new URL(config.apiUrl).origin;
  const backends = [apiOrigin, new URL(config.issuer).origin, s3Origin];
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      fontSrc: ["'self'"],
      manifestSrc: ["'self'"],
      imgSrc: ["'self'", 'blob:', 'data:', s3Origin, apiOrigin],
      mediaSrc: ['blob:'],
      connectSrc: ["'self'", ...backends],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    permissionsPolicy: { camera: ['self'], microphone: [], geolocation: [] },
    strictTransportSecurity: false,
    xFrameOptions: 'DENY',
  });
}
