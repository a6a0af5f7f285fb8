import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { awsClients } from './aws-clients.ts';
import type { DataDirectory } from './data-directory.ts';
import { endpointsFrom, readEndpoints, type Endpoints } from './endpoints.ts';

/** No stack answers. */
export class NoStackError extends Error {
  override readonly name = 'NoStackError';
  readonly code = 'no-stack';

  constructor(endpoint: string, options?: ErrorOptions) {
    super(
      `Expected a running stack at ${endpoint} but received no answer.\n` +
        'Start one in another terminal: npm start (with the same --data and --port).',
      options,
    );
  }
}

/**
 * The endpoints of the stack that runs on this data folder, or that was started with this port.
 * @throws NoStackError
 */
export async function findStack(data: DataDirectory, port: number): Promise<Endpoints> {
  const endpoints = (await readEndpoints(data.endpoints)) ?? endpointsFrom(port);
  const { s3 } = awsClients(endpoints);
  try {
    await s3.send(new ListBucketsCommand());
  } catch (error) {
    throw new NoStackError(endpoints.s3, { cause: error });
  }
  return endpoints;
}
