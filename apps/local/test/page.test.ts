import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPageApp } from '../src/stack/create-page-app.ts';
import { temporaryFolder } from './run-command.ts';

const ORIGIN = 'http://127.0.0.1:4606';
const backends = Promise.resolve({
  config: {
    apiUrl: 'http://127.0.0.1:4605',
    issuer: 'http://127.0.0.1:4607',
    clientId: 'miniatura-page',
  },
  s3Origin: 'http://127.0.0.1:4600',
});

async function emptyFolder(): Promise<string> {
  const folder = await temporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** The output of a bundler: a page, an asset with a hash in its name, and a file without. */
async function builtPage() {
  const directory = await emptyFolder();
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<title>Page</title>');
  await writeFile(join(directory, 'assets/index-abc123.js'), 'run()');
  await writeFile(join(directory, 'icon.svg'), '<svg/>');
  return createPageApp({ directory, origin: ORIGIN, backends });
}

describe('the page', () => {
  test.each([
    ['/', 200, 'text/html', 'no-cache', '<title>Page</title>'],
    ['/signed-in?code=1', 200, 'text/html', 'no-cache', '<title>Page</title>'],
    ['/images/abc', 200, 'text/html', 'no-cache', '<title>Page</title>'],
    ['/icon.svg', 200, 'image/svg+xml', 'no-cache', '<svg/>'],
    [
      '/assets/index-abc123.js',
      200,
      'text/javascript',
      'public, max-age=31536000, immutable',
      'run()',
    ],
    ['/assets/gone.js', 404, 'text/plain', null, '404 Not Found'],
    ['/../../package.json', 200, 'text/html', 'no-cache', '<title>Page</title>'],
    ['/..%2f..%2fpackage.json', 200, 'text/html', 'no-cache', '<title>Page</title>'],
  ])('answers %s with %i %s', async (path, status, type, cacheControl, body) => {
    const response = await (await builtPage()).request(`${ORIGIN}${path}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain(type);
    expect(response.headers.get('cache-control')).toBe(cacheControl);
    expect(await response.text()).toBe(body);
  });

  test('reads where the API and the issuer are', async () => {
    const response = await (await builtPage()).request(`${ORIGIN}/config.json`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual((await backends).config);
  });

  test('may connect to its own backends only, and cannot be framed', async () => {
    const { headers } = await (await builtPage()).request(`${ORIGIN}/`);
    const policy = headers.get('content-security-policy')?.split('; ') ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(
      "connect-src 'self' http://127.0.0.1:4605 http://127.0.0.1:4607 http://127.0.0.1:4600",
    );
    expect(policy).toContain(
      "img-src 'self' blob: data: http://127.0.0.1:4600 http://127.0.0.1:4605",
    );
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.join()).not.toMatch(/unsafe|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each(['http://localhost:4606', 'http://evil.example'])(
    'under the name %s, redirects to its own address',
    async (origin) => {
      const response = await (await builtPage()).request(`${origin}/images?page=2`);
      expect(response.status).toBe(302);
      expect(response.headers.get('location')).toBe(`${ORIGIN}/images?page=2`);
    },
  );

  test('says what to do when it is not built', async () => {
    const app = createPageApp({ directory: await emptyFolder(), origin: ORIGIN, backends });
    const response = await app.request(`${ORIGIN}/`);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm start');
  });
});
