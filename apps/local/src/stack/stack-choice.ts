import type { Command } from 'commander';
import { dataDirectory, type DataDirectory } from './data-directory.ts';
import { DATA_DEFAULT, PORT_DEFAULT } from '../commands/options.ts';

/** Which stack a command means: the one of a data folder, or the one at a port. */
export interface StackChoice {
  readonly data: DataDirectory;
  /** The first port of the stack; 0 stands for whatever port the data folder tells. */
  readonly port: number;
  /** What was typed for --data and --port, to be repeated in the commands that are printed. */
  readonly given: { readonly data?: string | undefined; readonly port?: number | undefined };
}

/** Reads --data and --port of a command that has parsed its arguments. */
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
 * A command of the workspace that means the same stack, quoted for a shell.
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
    // Port 0 takes free ports: the data folder tells which.
    ...(given.port === undefined || given.port === 0 ? [] : ['--port', String(given.port)]),
  ];
  // A shell puts the home folder in the place of a bare ~.
  const quotedArgs = args.map((arg) => (arg.startsWith('~/') ? arg : shellQuoted(arg)));
  const all = [...quotedArgs, ...options.map(shellQuoted)];
  return all.length === 0 ? command : `${command} -- ${all.join(' ')}`;
}

/** What a shell reads as this one word. Double quotes serve Windows too. */
function shellQuoted(word: string): string {
  if (/^[\w@%+=:,./…-]+$/.test(word)) return word;
  if (!/["$`\\!]/.test(word)) return `"${word}"`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
