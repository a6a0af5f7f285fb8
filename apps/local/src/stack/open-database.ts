import { existsSync } from 'node:fs';
import { type Metadata, openMetadata } from '@miniatura/metadata';
import { storedEndpoints } from '../commands/find-stack.ts';
import { databaseUrlOf } from '../config.ts';
import { isDataFolderThere } from './data-directory.ts';
import { printedCommand, type StackChoice } from './stack-choice.ts';

/** There is no database, and a command that only reads does not create one. */
export class NoDatabaseError extends Error {
  override readonly name = 'NoDatabaseError';
  readonly code = 'no-database';
}

/**
 * Opens the metadata of the chosen stack, whether it runs or not. Does not create a database.
 * @throws NoDatabaseError, DataFolderError, ConflictingOptionsError, ConfigError, MetadataError
 */
export async function openDatabase(choice: StackChoice): Promise<Metadata> {
  const { data } = choice;
  const isThere = await isDataFolderThere(data);
  await storedEndpoints(choice);
  const url = databaseUrlOf(data.databaseUrl);
  const path = sqlitePathOf(url);
  if (path === undefined || existsSync(path)) return openMetadata({ url });
  const missing =
    isThere || url !== data.databaseUrl
      ? `The database ${path} does not exist`
      : `The data folder ${data.path} does not exist`;
  throw new NoDatabaseError(
    `${missing}: no stack has run there yet.\n` +
      `Start a stack, which creates it: ${printedCommand('npm start', choice)}\n` +
      'Or name the data folder of an earlier stack: --data DIR\n' +
      'If the stack was started with DATABASE_URL, set that variable here too.',
  );
}

function sqlitePathOf(url: string): string | undefined {
  return url.startsWith('sqlite:') && url !== 'sqlite::memory:' ? url.slice(7) : undefined;
}
