import { escapeControlCharacters } from '@miniatura/text';
import { Command } from 'commander';
import { ENVIRONMENT, type EnvironmentVariable } from '../config.ts';
import { explainError } from './explain-error.ts';
import { DATA_OPTION, portOption } from './options.ts';
import { stackChoiceOf, type StackChoice } from '../stack/stack-choice.ts';

export interface ProgramOptions {
  /** As a user types it: `npm run images`. */
  readonly command: string;
  readonly description: string;
  /** What the command reads of the environment. */
  readonly environment: readonly EnvironmentVariable[];
  readonly portDescription?: string;
}

/** A command with the options that all commands of a stack share. */
export function createProgram({
  command,
  description,
  environment,
  portDescription = 'port that the stack was started with',
}: ProgramOptions): Command {
  return new Command(`${command} --`)
    .description(description)
    .addOption(DATA_OPTION)
    .addOption(portOption(portDescription))
    .helpOption('--help', 'display help')
    .configureOutput({ outputError: (text, write) => write(printableLines(text)) })
    .showHelpAfterError(`(${command} -- --help lists the options)`)
    .addHelpText('after', environmentHelp(environment));
}

/** Runs a parsed command; what goes wrong is told on standard error, with exit status 1. */
export async function runProgram(
  program: Command,
  work: (choice: StackChoice) => Promise<void>,
): Promise<void> {
  const choice = stackChoiceOf(program);
  // The reader of a pipe, such as head, has seen enough.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit();
  });
  try {
    await work(choice);
  } catch (error) {
    console.error(printableLines(explainError(error, choice)));
    process.exitCode = 1;
  }
}

/** Names of files, and what services answer, are text of others. */
const printableLines = (text: string): string =>
  text.split('\n').map(escapeControlCharacters).join('\n');

const NAME_WIDTH = 18;

function environmentHelp(variables: readonly EnvironmentVariable[]): string {
  if (variables.length === 0) return '\nEnvironment: no variables are read.';
  const lines = variables.map((name) => {
    const text = ENVIRONMENT[name].replaceAll('\n', `\n${' '.repeat(NAME_WIDTH + 2)}`);
    return `  ${name.padEnd(NAME_WIDTH)}${text}`;
  });
  return ['\nEnvironment variables:', ...lines].join('\n');
}
