import { openMetadata, type Metadata } from '@miniatura/metadata';
import { awsClients, type AwsClients } from './aws-clients.ts';
import { databaseUrlOf } from './config.ts';
import type { DataDirectory } from './data-directory.ts';
import { findStack } from './find-stack.ts';

/** What a command has of a running stack. */
export interface StackAccess {
  readonly clients: AwsClients;
  readonly metadata: Metadata;
}

/**
 * Lends a command the clients and the metadata of the stack that runs, and closes them.
 * @throws NoStackError
 */
export async function withStack<T>(
  data: DataDirectory,
  port: number,
  use: (access: StackAccess) => Promise<T>,
): Promise<T> {
  const clients = awsClients(await findStack(data, port));
  const metadata = await openMetadata({ url: databaseUrlOf(data.databaseUrl) });
  try {
    return await use({ clients, metadata });
  } finally {
    await metadata.close();
    for (const client of Object.values(clients)) client.destroy();
  }
}
