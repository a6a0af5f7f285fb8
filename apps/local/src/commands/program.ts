import { endOnOutputError, escapeControlCharacters } from '@miniatura/text';
import { Command } from 'commander';
import { ENVIRONMENT, type EnvironmentVariable } from '../config.ts';
import { type StackChoice, stackChoiceOf } from '../stack/stack-choice.ts';
import { explainError } from './explain-error.ts';
import { DATA_OPTION, portOption } from './options.ts';
import { StackStoppedError } from './retry-call.ts';

export interface ProgramOptions {
  /** The command as users type it, such as `npm run images`. */
  readonly command: string;
  readonly description: string;
  /** The environment variables that the command reads. */
  readonly environment: readonly EnvironmentVariable[];
  readonly portDescription?: string;
}

/** Creates a command with the options that all commands of a stack share. */
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

/** Runs a parsed command. Errors are written to standard error, with exit status 1. */
export async function runProgram(
  program: Command,
  work: (choice: StackChoice) => Promise<void>,
): Promise<void> {
  const choice = stackChoiceOf(program);
  endOnOutputError();
  try {
    await work(choice);
  } catch (error) {
    console.error(printableLines(explainError(error, choice)));
    process.exitCode = 1;
    // What still retries the calls of a stopped stack would keep this process running.
    if (error instanceof StackStoppedError) process.exit();
  }
}

/** Escapes control characters: file names and responses of services are untrusted text. */
function printableLines(text: string): string {
  return text.split('\n').map(escapeControlCharacters).join('\n');
}

function environmentHelp(variables: readonly EnvironmentVariable[]): string {
  if (variables.length === 0) return '\nEnvironment: no variables are read.';
  const width = Math.max(...variables.map(({ length }) => length)) + 2;
  const lines = variables.map((name) => {
    const text = ENVIRONMENT[name].replaceAll('\n', `\n${' '.repeat(width + 2)}`);
    return `  ${name.padEnd(width)}${text}`;
  });
  return ['\nEnvironment variables:', ...lines].join('\n');
}
