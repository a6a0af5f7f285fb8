import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as z from 'zod';

const HOST = '127.0.0.1';

/** The services in the order of their ports. */
export const SERVICES = [
  's3',
  'rekognition',
  'sqs',
  'redshiftData',
  'postgres',
  'api',
  'page',
  'oidc',
  'sns',
] as const;
export type Service = (typeof SERVICES)[number];

export const endpointsSchema = z.record(z.enum(SERVICES), z.url());

/** The endpoints of a running stack. */
export type Endpoints = Readonly<z.infer<typeof endpointsSchema>>;

/** The endpoints of the stand-ins for AWS. */
export type AwsEndpoints = Omit<Endpoints, 'api' | 'page' | 'oidc'>;

/**
 * Assigns the ports from `port` to the services; 0 selects a free port for each. A restarted stack
 * keeps its previous endpoints, `before`.
 */
export function portsFrom(port: number, before?: Endpoints): Readonly<Record<Service, number>> {
  return byService((index, service) => {
    const endpoint = before?.[service];
    if (endpoint !== undefined) return Number(new URL(endpoint).port);
    return port === 0 ? 0 : port + index;
  });
}

/** The endpoints of a stack that was started with `port`. */
export function endpointsFrom(port: number): Endpoints {
  const ports = portsFrom(port);
  return byService((_, service) => `${PROTOCOLS[service] ?? 'http'}://${HOST}:${ports[service]}`);
}

/** The first port of a stack, or 0 when each service uses a free port. */
export function firstPortOf(endpoints: Endpoints): number {
  return Number(new URL(endpoints[SERVICES[0]]).port);
}

const PROTOCOLS: Readonly<Partial<Record<Service, string>>> = { postgres: 'postgres' };

function byService<T>(valueOf: (index: number, service: Service) => T): Record<Service, T> {
  return Object.fromEntries(
    SERVICES.map((service, index) => [service, valueOf(index, service)]),
  ) as Record<Service, T>;
}

/** Writes the endpoints for other commands. The file is replaced atomically. */
export async function writeEndpoints(path: string, endpoints: Endpoints): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(endpoints, null, 2)}\n`);
  await rename(draft, path);
}

/** An older version of Miniatura with fewer services has written fewer endpoints. */
function receivedOf(cause: unknown): string {
  const names =
    cause instanceof z.ZodError ? cause.issues.flatMap(({ path }) => path.map(String)) : [];
  return names.length === 0 ? 'something else' : `no address of ${names.join(', ')}`;
}

/** The file of the endpoints has another content. */
export class InvalidEndpointsError extends Error {
  override readonly name = 'InvalidEndpointsError';
  readonly code = 'invalid-endpoints';

  constructor(path: string, cause: unknown) {
    super(
      `Expected the addresses of a running stack, as JSON, in ${path} but received ${receivedOf(cause)}.\n` +
        'Stop the stack if it is running, delete that file and start the stack, which writes a new one.',
      { cause },
    );
  }
}

/**
 * Reads the endpoints of a stack, or returns undefined when none runs.
 * @throws InvalidEndpointsError, and errors of the file system
 */
export async function readEndpoints(path: string): Promise<Endpoints | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return endpointsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new InvalidEndpointsError(path, cause);
  }
}

export async function removeEndpoints(path: string): Promise<void> {
  await rm(path, { force: true });
}
