import type { Command } from 'commander';
import { DATA_DEFAULT, PORT_DEFAULT } from '../commands/options.ts';
import { dataDirectory, type DataDirectory } from './data-directory.ts';

/** The stack that a command uses: the one of a data folder, or the one at a port. */
export interface StackChoice {
  readonly data: DataDirectory;
  /** The first port of the stack; 0 means the port recorded in the data folder. */
  readonly port: number;
  /** The given values of --data and --port, which printed commands repeat. */
  readonly given: { readonly data?: string | undefined; readonly port?: number | undefined };
}

/** Reads --data and --port of a parsed command. */
export function stackChoiceOf(program: Command): StackChoice {
  const { data, port = PORT_DEFAULT } = program.opts<{ data: string; port?: number }>();
  const isTyped = (option: string) => program.getOptionValueSource(option) === 'cli';
  return {
    data: dataDirectory(data),
    port,
    given: {
      data: isTyped('data') && data !== DATA_DEFAULT ? data : undefined,
      port: isTyped('port') && port !== PORT_DEFAULT ? port : undefined,
    },
  };
}

/**
 * Returns a command of the workspace for the same stack, quoted for a shell.
 *
 * @example printedCommand('npm run images', choice) // npm run images -- --data "/tmp/my data"
 */
export function printedCommand(
  command: string,
  { given }: Pick<StackChoice, 'given'>,
  args: readonly string[] = [],
): string {
  const options = [
    ...(given.data === undefined ? [] : ['--data', given.data]),
    // Port 0 selects free ports, which the data folder records.
    ...(given.port === undefined || given.port === 0 ? [] : ['--port', String(given.port)]),
  ];
  // A shell expands an unquoted ~ to the home folder.
  const quotedArgs = args.map((arg) => (arg.startsWith('~/') ? arg : shellQuoted(arg)));
  const all = [...quotedArgs, ...options.map(shellQuoted)];
  return all.length === 0 ? command : `${command} -- ${all.join(' ')}`;
}

/** Quotes a word for a shell. Double quotes also work on Windows. */
function shellQuoted(word: string): string {
  if (/^[\w@%+=:,./…-]+$/.test(word)) return word;
  if (!/["$`\\!]/.test(word)) return `"${word}"`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
