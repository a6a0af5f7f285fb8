import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const HOST = '127.0.0.1';

const endpointsSchema = z.object({
  s3: z.url(),
  rekognition: z.url(),
  sqs: z.url(),
});

/** Where the services of a running stack listen. */
export type Endpoints = Readonly<z.infer<typeof endpointsSchema>>;

/** The services take the ports from `port` on; 0 lets each take any that is free. */
export function portsFrom(port: number): Readonly<Record<keyof Endpoints, number>> {
  return port === 0
    ? { s3: 0, rekognition: 0, sqs: 0 }
    : { s3: port, rekognition: port + 1, sqs: port + 2 };
}

/** Where a stack that was started with `port` listens. */
export function endpointsFrom(port: number): Endpoints {
  const ports = portsFrom(port);
  return {
    s3: `http://${HOST}:${ports.s3}`,
    rekognition: `http://${HOST}:${ports.rekognition}`,
    sqs: `http://${HOST}:${ports.sqs}`,
  };
}

/** Leaves word for other commands; the file is whole at any moment. */
export async function writeEndpoints(path: string, endpoints: Endpoints): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(endpoints, null, 2)}\n`);
  await rename(draft, path);
}

/** The endpoints that a stack left word of, or undefined where none runs. */
export async function readEndpoints(path: string): Promise<Endpoints | undefined> {
  try {
    return endpointsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function removeEndpoints(path: string): Promise<void> {
  await rm(path, { force: true });
}
