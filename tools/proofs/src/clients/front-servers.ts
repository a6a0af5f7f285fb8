import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoints } from '@miniatura/local';
import { USERS } from '@miniatura/local-oidc';
import { accessTokenOf, CLIENT_ID } from '../access-token.ts';
import { drawNumberedImage } from '../draw-numbered-image.ts';
import { missing } from './aws-servers.ts';
import type { Draw } from './draw.ts';
import { attackOn } from './http-attacks.ts';
import type { HttpRequest } from './http-request.ts';
import { attackOnPsql, query, startup, TERMINATE } from './psql-attacks.ts';
import type { ServerUnderAttack } from './server-under-attack.ts';

const NO_BODY = Buffer.alloc(0);
const POLL_MS = 200;
const PROCESSED_WITHIN_MS = 120_000;

const portOf = (endpoint: string): number => Number(new URL(endpoint).port);

export async function apiServer(endpoints: Endpoints): Promise<ServerUnderAttack> {
  const { api } = endpoints;
  const tokens = await Promise.all(USERS.map(({ username }) => accessTokenOf(endpoints, username)));
  const admin = { authorization: `Bearer ${await accessTokenOf(endpoints, 'olga')}` };
  const requestOf = async (draw: Draw, index: number): Promise<HttpRequest> => {
    const upload = `/upload/api-${index}.jpg`;
    const id = '0'.repeat(32);
    const [method, target] = draw.pick([
      ['PUT', upload],
      ['PUT', upload],
      ['POST', '/uploads'],
      ['POST', `/images/${id}/review`],
      ['GET', '/images?limit=5'],
      ['GET', `/images/${id}`],
      ['GET', '/openapi.json'],
      ['GET', '/health'],
      ['DELETE', `/images/${id}`],
    ] as const);
    const file = { name: `${index}.jpg`, mediaType: 'image/jpeg', byteCount: 1000 };
    const body = {
      PUT: () => drawNumberedImage(index),
      POST: () => Buffer.from(JSON.stringify({ files: [file] })),
      GET: () => NO_BODY,
      DELETE: () => NO_BODY,
    };
    const headers = {
      host: new URL(api).host,
      ...(draw.chance(90) && { authorization: `Bearer ${draw.pick(tokens)}` }),
      ...(method === 'POST' && { 'content-type': 'application/json' }),
    };
    const effectId = method === 'PUT' ? `api-${index}` : undefined;
    return { method, target, headers, body: await body[method](), effectId };
  };
  return {
    name: 'api',
    port: portOf(api),
    exchangeOf: async (draw, index) => attackOn(await requestOf(draw, index), draw),
    check: async () => void (await ask(`${api}/images?limit=1`, admin)),
    findLosses: async (effects) => {
      const deadline = performance.now() + PROCESSED_WITHIN_MS;
      for (;;) {
        const losses = missing('api', effects, await imageNames(api, admin));
        if (losses.length === 0 || performance.now() > deadline) return losses;
        await sleep(POLL_MS);
      }
    },
  };
}

/** Sends a request, and waits while the API rejects it because of the rate limit. */
async function ask(url: string, headers: Record<string, string>): Promise<unknown> {
  for (;;) {
    const response = await fetch(url, { headers });
    const text = await response.text();
    if (response.status === 200) return JSON.parse(text);
    if (response.status !== 429) throw new Error(`${url}: ${response.status} ${text}`);
    await sleep(POLL_MS);
  }
}

interface Page {
  readonly images: readonly { readonly name: string; readonly status: string }[];
  readonly nextCursor: string | null;
}

/** Returns the first parts of the names of all images, which hostile clients extend. */
async function imageNames(api: string, admin: Record<string, string>): Promise<Set<string>> {
  const names = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = (await ask(`${api}/images?limit=100${query}`, admin)) as Page;
    for (const { name } of page.images) names.add(/^api-\d+/.exec(name)?.[0] ?? name);
    cursor = page.nextCursor;
  }
  return names;
}

export function pageServer({ page }: Endpoints): ServerUnderAttack {
  const headers = { host: new URL(page).host };
  const paths = ['/', '/config.json', '/pictures/abc', '/assets/nothing.js', '/icon.svg'];
  return {
    name: 'page',
    port: portOf(page),
    exchangeOf: async (draw) =>
      attackOn({ method: 'GET', target: draw.pick(paths), headers, body: NO_BODY }, draw),
    check: async () => {
      const { status } = await fetch(`${page}/config.json`);
      if (status !== 200) throw new Error(`The page's configuration: ${status}`);
    },
  };
}

export function oidcServer(endpoints: Endpoints): ServerUnderAttack {
  const { oidc } = endpoints;
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const requestOf = (draw: Draw): HttpRequest => {
    const [method, target] = draw.pick([
      ['GET', '/.well-known/openid-configuration'],
      ['GET', '/jwks'],
      ['GET', `/auth?client_id=${CLIENT_ID}&response_type=code&scope=openid`],
      ['POST', '/token'],
      ['POST', '/sign-in/nothing'],
      ['GET', '/sign-in/nothing'],
    ] as const);
    const body = method === 'POST' ? Buffer.from(`user=ann&code=${draw.int(0, 9)}`) : NO_BODY;
    return { method, target, headers: { host: new URL(oidc).host, ...form }, body };
  };
  return {
    name: 'oidc',
    port: portOf(oidc),
    exchangeOf: async (draw) => attackOn(requestOf(draw), draw),
    check: async () => void (await accessTokenOf(endpoints, 'ann')),
  };
}

export function psqlServer({ postgres }: Endpoints): ServerUnderAttack {
  const port = portOf(postgres);
  return {
    name: 'psql',
    port,
    exchangeOf: async (draw) => attackOnPsql(draw),
    check: async () => {
      const socket = connect(port, '127.0.0.1');
      socket.write(Buffer.concat([startup(), query("SELECT 'it answers'"), TERMINATE]));
      let answer = '';
      for await (const chunk of socket) answer += String(chunk);
      if (!answer.includes('it answers')) throw new Error('psql: no answer');
    },
  };
}
