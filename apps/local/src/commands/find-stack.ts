import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { awsClients } from '../stack/aws-clients.ts';
import { isDataFolderThere } from '../stack/data-directory.ts';
import { type Endpoints, endpointsFrom, firstPortOf, readEndpoints } from '../stack/endpoints.ts';
import { printedCommand, type StackChoice } from '../stack/stack-choice.ts';
import { stackProcessState } from '../stack/stack-process.ts';

/** No stack answers, or the stack of the data folder is starting or stopping. */
export class NoStackError extends Error {
  override readonly name = 'NoStackError';
  readonly code = 'no-stack';
}

/** --data and --port refer to different stacks. */
export class ConflictingOptionsError extends Error {
  override readonly name = 'ConflictingOptionsError';
  readonly code = 'conflicting-options';
}

/** The endpoints of a stack, and whether it runs on the chosen data folder. */
export interface FoundStack {
  readonly endpoints: Endpoints;
  readonly isOfDataFolder: boolean;
}

/**
 * Returns the stack that runs on the chosen data folder, or else the one that answers at the chosen
 * port.
 * @throws NoStackError, ConflictingOptionsError, DataFolderError, InvalidEndpointsError
 */
export async function findStack(choice: StackChoice): Promise<FoundStack> {
  const { data, port } = choice;
  const isThere = await isDataFolderThere(data);
  const noted = await storedEndpoints(choice);
  if (noted === undefined) requireNoProcess(choice);
  const endpoints = noted ?? endpointsFrom(port);
  try {
    if (noted === undefined && port === 0) throw new Error('The port is not known');
    await askForAnswer(endpoints);
  } catch (cause) {
    throw new NoStackError(
      `Expected a running stack at ${endpoints.s3} but received no answer.\n${remedyOf(choice, isThere)}`,
      { cause },
    );
  }
  return { endpoints, isOfDataFolder: noted !== undefined };
}

/**
 * Returns the endpoints of the stack on the chosen data folder, or undefined when none runs.
 * @throws ConflictingOptionsError when --port refers to another stack, InvalidEndpointsError
 */
export async function storedEndpoints(choice: StackChoice): Promise<Endpoints | undefined> {
  const { data } = choice;
  if (stackProcessState(data) === 'dead') return undefined;
  const noted = await readEndpoints(data.endpoints);
  if (noted !== undefined) requireSamePort(noted, choice);
  return noted;
}

function requireSamePort(noted: Endpoints, { data, given }: StackChoice): void {
  const actual = firstPortOf(noted);
  if (given.port === undefined || given.port === 0 || given.port === actual) return;
  throw new ConflictingOptionsError(
    `Expected the port of the stack that runs on ${data.path}, which is ${actual}, ` +
      `but received --port ${given.port}.\n` +
      'Leave --port out, or name the data folder of the other stack with --data DIR.',
  );
}

/**
 * While a stack starts or stops, its S3 may answer although no endpoints are stored, and would look
 * like the stack of another folder.
 */
function requireNoProcess({ data }: StackChoice): void {
  if (stackProcessState(data) !== 'alive') return;
  throw new NoStackError(
    `Expected a running stack on ${data.path} but it is starting or stopping.\n` +
      'Run the same command again when it is running.',
  );
}

async function askForAnswer(endpoints: Endpoints): Promise<void> {
  const { s3 } = awsClients(endpoints);
  try {
    await s3.send(new ListBucketsCommand());
  } finally {
    s3.destroy();
  }
}

function remedyOf(choice: StackChoice, isThere: boolean): string {
  const start = `Start one in another terminal: ${printedCommand('npm start', choice)}`;
  return isThere
    ? start
    : `The data folder ${choice.data.path} does not exist: no stack has run there yet.\n${start}`;
}
