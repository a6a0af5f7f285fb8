import { MetadataError } from '@miniatura/metadata';
import { obstacleTo } from '@miniatura/resize/obstacle-to';
import { databaseUrlOf, endpointsBeforeOf, isDatabaseChosen } from '../config.ts';
import { portsFrom } from '../stack/endpoints.ts';
import { ORIGINALS_BUCKET } from '../stack/names.ts';
import { printedCommand, type StackChoice } from '../stack/stack-choice.ts';

/** The properties of errors of Node, SQLite and the services besides their message. */
interface Failure extends Error {
  readonly code?: string;
  readonly path?: string;
  readonly syscall?: string;
  readonly port?: number;
  /** SQLite's extended result code. */
  readonly errcode?: number;
}

/** SQLite's primary result codes, https://sqlite.org/rescode.html. */
const SQLITE_READONLY = 8;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

/** Explains an error to the user of a command: what happened, with which file, and what to do. */
export function explainError(error: unknown, choice: StackChoice): string {
  const failures = failuresOf(error);
  for (const explain of [explainPort, explainDatabase, explainFile]) {
    const text = explain(failures, choice);
    if (text !== undefined) return text;
  }
  const known = failures.findLast(({ code }) => code !== undefined && code in REMEDIES);
  return REMEDIES[known?.code ?? '']?.(known as Failure, choice) ?? messageOf(error);
}

/** What to do about errors whose message cannot know how the stack was started. */
const REMEDIES: Readonly<Record<string, (failure: Failure, choice: StackChoice) => string>> = {
  'directory-in-use': (_, { data }) =>
    `Expected an unused data folder but another process uses ${data.path}.\n` +
    'Stop that process, or choose another folder with --data DIR.',
  'corrupt-store': ({ message }) => message,
  'unusable-warehouse': ({ message }, choice) =>
    `${message}\nRestore that folder from a copy. Without a copy: move it away, start the stack, ` +
    `and load the database into the new warehouse: ${printedCommand('npm run etl', choice, ['--backfill'])}`,
};

/** Returns an error, its chain of causes, and the errors of an aggregate. */
function failuresOf(error: unknown): readonly Failure[] {
  if (!(error instanceof Error)) return [];
  const errors = error instanceof AggregateError ? error.errors : [];
  return [error, ...[error.cause, ...errors].flatMap(failuresOf)];
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? error.name : error.message;
}

function explainPort(failures: readonly Failure[], { port }: StackChoice): string | undefined {
  const failure = failures.find(({ code }) => code === 'EADDRINUSE');
  if (failure === undefined) return undefined;
  const before = endpointsBeforeOf();
  const ports = Object.entries(portsFrom(port, before));
  const service = ports.find(([, each]) => each === failure.port)?.[0] ?? 'a service';
  if (before !== undefined) {
    return (
      `Expected port ${failure.port}, where ${service} listened before the restart, but another ` +
      'program uses it now.\nStop that program, or stop the stack and start it with --port N.'
    );
  }
  const [first, last] = [ports[0]?.[1], ports.at(-1)?.[1]];
  return (
    `Expected free ports from ${first} to ${last} but another program uses port ${failure.port}, ` +
    `which ${service} needs.\n` +
    'Stop that program, choose other ports with --port N, or any free ones with --port 0.'
  );
}

function explainDatabase(failures: readonly Failure[], choice: StackChoice): string | undefined {
  if (!failures.some((failure) => failure instanceof MetadataError)) return undefined;
  const url = databaseUrlOf(choice.data.databaseUrl);
  const place = url.replace(/^sqlite:/, '').replace(/:[^:@/]*@/, ':…@');
  const code = sqliteCodeOf(failures);
  const backfill = printedCommand('npm run backfill', choice, [`s3://${ORIGINALS_BUCKET}/`]);
  if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB) {
    return (
      `Expected an SQLite database in ${place} but received a damaged file (${reasonOf(failures)}).\n` +
      'Stop the stack and restore the file from a copy. Without a copy: move that file away, ' +
      `start the stack, and process the originals again: ${backfill}`
    );
  }
  if (code === SQLITE_READONLY || code === SQLITE_CANTOPEN) {
    return `Expected to read and write ${place} but received: ${reasonOf(failures)}.\nCheck the permissions of that file and its folder, or choose another folder with --data DIR.`;
  }
  if (code === SQLITE_FULL) return fullDisk(choice);
  if (!isDatabaseChosen()) return undefined;
  return `${messageOf(failures[0])}\nThe environment's DATABASE_URL names that database: ${place}\nCheck the address and the credentials, start the database, or unset DATABASE_URL.`;
}

function sqliteCodeOf(failures: readonly Failure[]): number | undefined {
  const code = failures.find(({ errcode }) => errcode !== undefined)?.errcode;
  return code === undefined ? undefined : code & 0xff;
}

function reasonOf(failures: readonly Failure[]): string {
  return failures.at(-1)?.message ?? 'no reason';
}

function explainFile(failures: readonly Failure[], choice: StackChoice): string | undefined {
  const failure = failures.find(({ code, path }) => code?.startsWith('E') && path !== undefined);
  const isFull = failures.some(({ code }) => code === 'ENOSPC');
  if (isFull || sqliteCodeOf(failures) === SQLITE_FULL) return fullDisk(choice);
  const { code, path = '', syscall } = failure ?? {};
  const isFolderExpected = code === 'ENOTDIR' || syscall === 'mkdir';
  const obstacle = isFolderExpected ? obstacleTo(path) : undefined;
  if (obstacle !== undefined) {
    return `Expected a folder but ${obstacle}.\nChoose another folder with --data DIR.`;
  }
  switch (code) {
    case 'ENOENT':
      return syscall === 'mkdir'
        ? `Expected to make a folder at ${path} but its file system accepts no new folders there.\nChoose another folder with --data DIR.`
        : undefined;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `Expected to read and write ${path} but that is not permitted (${code}).\nChange the permissions, or choose another folder with --data DIR.`;
    default:
      return undefined;
  }
}

function fullDisk({ data }: StackChoice): string {
  return `The disk that holds ${data.path} is full.\nFree some space, or choose a folder on another disk with --data DIR.`;
}
