import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FIRST_COMMAND, README_STEPS, type ReadmeStep } from './readme-steps.ts';
import { type BackgroundCommand, runLine, startLine } from './shell.ts';

export interface NewUser {
  /** Folder of the fresh clone. */
  readonly clone: string;
  /** Folder that replaces `~/Pictures`. */
  readonly images: string;
}

export interface Finding {
  readonly command: string;
  readonly problem: string;
}

const GREETING = /Ctrl-C stops it\./;

/** Returns the addresses in the stack's greeting. */
export function addressesOf(greeting: string): { readonly api: string; readonly s3: string } {
  const addressOf = (name: string) =>
    new RegExp(`^\\s*${name}\\s+(http://127\\.0\\.0\\.1:\\d+)`, 'm').exec(greeting)?.[1] ?? '';
  return { api: addressOf('API'), s3: addressOf('S3') };
}

/** Runs the README's first command. @throws Error if it ends before its greeting */
export async function followFirstCommand({ clone }: NewUser): Promise<BackgroundCommand> {
  const stack = startLine(FIRST_COMMAND, { folder: clone });
  await stack.waitFor(GREETING);
  return stack;
}

/** Runs the other commands while the stack runs, one after the other. */
export async function followReadme(
  user: NewUser,
  onStep: (step: ReadmeStep) => void,
): Promise<Finding[]> {
  await copyFile(join(user.images, 'cat.jpg'), join(user.clone, 'cat.jpg'));
  const findings: Finding[] = [];
  for (const step of README_STEPS) {
    onStep(step);
    const line = step.command.replaceAll('~/Pictures', user.images);
    if (step.leftOut === undefined) findings.push(...(await follow(step, line, user)));
  }
  return findings;
}

async function follow(
  { command, expects }: ReadmeStep,
  line: string,
  { clone }: NewUser,
): Promise<Finding[]> {
  const { exitCode, output } = await runLine(line, { folder: clone });
  if (exitCode === expects?.exitCode && expects?.output.test(output)) return [];
  const problem = `Expected exit code ${expects?.exitCode} and ${String(expects?.output)} but received ${exitCode} and:\n${output}`;
  return [{ command, problem }];
}
