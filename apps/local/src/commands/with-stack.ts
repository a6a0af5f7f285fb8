import type { Metadata } from '@miniatura/metadata';
import { isDatabaseChosen } from '../config.ts';
import { awsClients, type AwsClients } from '../stack/aws-clients.ts';
import type { Endpoints } from '../stack/endpoints.ts';
import { openDatabase } from '../stack/open-database.ts';
import type { StackChoice } from '../stack/stack-choice.ts';
import { ConflictingOptionsError, findStack, type FoundStack } from './find-stack.ts';
import { whileStackRuns } from './while-stack-runs.ts';

/** What a command may use of a running stack. */
export interface StackAccess {
  readonly clients: AwsClients;
  readonly endpoints: Endpoints;
  readonly metadata: Metadata;
}

/**
 * Runs `use` with the clients and the metadata of the running stack, and closes them.
 * @throws StackStoppedError if the stack stops meanwhile; errors of findStack and openDatabase
 */
export async function withStack<T>(
  choice: StackChoice,
  use: (access: StackAccess) => Promise<T>,
): Promise<T> {
  const found = await findStack(choice);
  const work = () => withFoundStack(choice, found, use);
  // The process of a stack on another data folder is not known.
  return found.isOfDataFolder ? whileStackRuns(choice, work, console.error) : work();
}

/** The same for a stack that was found before, without an error when it stops. */
export async function withFoundStack<T>(
  choice: StackChoice,
  found: FoundStack,
  use: (access: StackAccess) => Promise<T>,
): Promise<T> {
  requireItsData(choice, found);
  const metadata = await openDatabase(choice);
  const { endpoints } = found;
  const clients = awsClients(endpoints);
  try {
    return await use({ clients, endpoints, metadata });
  } finally {
    await metadata.close();
    for (const client of Object.values(clients)) client.destroy();
  }
}

/** Rejects another data folder: its database contains images of another stack. */
function requireItsData({ data }: StackChoice, { endpoints, isOfDataFolder }: FoundStack): void {
  if (isOfDataFolder || isDatabaseChosen()) return;
  throw new ConflictingOptionsError(
    `Expected the stack at ${endpoints.s3} to run on ${data.path} but it runs on another data folder.\n` +
      'Name its data folder: --data DIR, as it was given to npm start.',
  );
}
