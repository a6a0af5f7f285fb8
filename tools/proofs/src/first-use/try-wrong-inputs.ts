import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { addressesOf, type Finding, type NewUser } from './follow-readme.ts';
import { type BackgroundCommand, runLine } from './shell.ts';
import { WRONG_INPUTS, type WrongInput } from './wrong-inputs.ts';

const TRACE = /^\s+at .*:\d+:\d+\)?$/m;

/**
 * Makes each mistake in the clone while the stack runs, and checks that the stack still responds.
 */
export async function tryWrongInputs(
  user: NewUser,
  stack: BackgroundCommand,
  onTry: (line: string) => void,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const wrong of WRONG_INPUTS) {
    onTry(wrong.line);
    findings.push(...(await tryOne(wrong, user, stack)));
  }
  return [...findings, ...(await stillRuns(user, stack))];
}

async function tryOne(
  { line, prepare, exitCode, says, makesNoFolder }: WrongInput,
  { clone, images }: NewUser,
  stack: BackgroundCommand,
): Promise<Finding[]> {
  const { api, s3 } = addressesOf(stack.output());
  const command = line
    .replaceAll('~/Pictures', images)
    .replace(/\bAPI(?=\/)/, api)
    .replace(/\bS3(?=\/)/, s3);
  const options = { folder: clone };
  if (prepare !== undefined) await runLine(prepare, options);
  const result = await runLine(command, options);
  const problems = [
    ...(result.exitCode === exitCode
      ? []
      : [`Expected exit code ${exitCode} but received ${result.exitCode}`]),
    ...says
      .filter((words) => !words.test(result.output))
      .map((words) => `Expected ${String(words)}`),
    ...(TRACE.test(result.output) ? ['Expected no stack trace'] : []),
    ...(makesNoFolder !== undefined && existsSync(join(clone, makesNoFolder))
      ? [`Expected no folder ${makesNoFolder}`]
      : []),
  ];
  return problems.map((problem) => ({ command, problem: `${problem}:\n${result.output}` }));
}

async function stillRuns({ clone }: NewUser, stack: BackgroundCommand): Promise<Finding[]> {
  const { exitCode, output } = await runLine('npm run images', { folder: clone });
  if (exitCode === 0) return [];
  return [{ command: 'npm run images', problem: `${output}\nThe stack said:\n${stack.output()}` }];
}
