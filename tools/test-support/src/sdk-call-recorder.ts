import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { appOf, type RecordedCall } from './recorded-call.ts';

interface ClientConfiguration {
  region(): Promise<string>;
}
interface HandlerContext {
  readonly clientName: string;
  readonly commandName: string;
}
type Handle = (request: unknown) => Promise<unknown>;
interface SdkCommand {
  readonly input: Readonly<Record<string, unknown>>;
  resolveMiddlewareWithContext(
    stack: unknown,
    configuration: ClientConfiguration,
    options: unknown,
    context: HandlerContext,
  ): Handle;
}

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));
const THIS_FILE = 'tools/test-support/src/sdk-call-recorder.ts';
const MAX_FRAMES = 100;
const HTTP_NOT_FOUND = 404;

/** Modules are evaluated for each project, and commands exist once in a worker. */
const recording = ((
  globalThis as { recordedCalls?: { file?: string | undefined } }
).recordedCalls ??= {});

/**
 * Appends every call of an AWS SDK client to a file, signed URLs included, that the code of an app
 * or package makes while a test runs. Calls of the test itself are omitted.
 * @param file undefined to stop
 */
export function recordTo(file: string | undefined): void {
  recording.file = file;
}

/** What all commands of all clients inherit from. */
const command = (
  Object.getPrototypeOf(Object.getPrototypeOf(GetObjectCommand)) as { prototype: SdkCommand }
).prototype;
const original = command.resolveMiddlewareWithContext;

if (!('isRecorded' in command)) {
  Object.assign(command, {
    isRecorded: true,
    resolveMiddlewareWithContext(this: SdkCommand, ...parameters: Parameters<typeof original>) {
      const [, configuration, , context] = parameters;
      const handle = original.apply(this, parameters);
      if (recording.file === undefined) return handle;
      const sources = sourcesIn(stackHere());
      const app = appOf(sources);
      if (app === undefined) return handle;
      return async (request: unknown) => {
        const note = async (status: number | undefined) =>
          write({
            app,
            sources,
            service: context.clientName.replace(/Client$/, ''),
            operation: context.commandName.replace(/Command$/, ''),
            region: await configuration.region(),
            input: namesIn(this.input),
            isMissing: status === HTTP_NOT_FOUND,
          });
        try {
          const response = await handle(request);
          await note(undefined);
          return response;
        } catch (error) {
          const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
          await note($metadata?.httpStatusCode);
          throw error;
        }
      };
    },
  });
}

/** The source files of apps and packages on the way to here, the nearest first. */
function sourcesIn(stack: string): readonly string[] {
  const files = stack
    .split('\n')
    .filter((line) => line.includes(WORKSPACE) && !line.includes('/node_modules/'))
    .map((line) => line.slice(line.indexOf(WORKSPACE) + WORKSPACE.length).replace(/:\d+.*$/, ''))
    .filter((file) => file !== THIS_FILE);
  // What a stand-in or a test asks for by itself is nearest to them.
  if (!/^(apps\/|packages\/(?!local-))[^/]*\/src\//.test(files[0] ?? '')) return [];
  return [...new Set(files.filter((file) => file.includes('/src/')))];
}

/** V8 does not look up a function's callers without it; vitest sets it back. */
function stackHere(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = MAX_FRAMES;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}

/** What names resources and versions: no bytes, no SQL. */
function namesIn(input: SdkCommand['input']): RecordedCall['input'] {
  const names = Object.entries(input).filter(([name]) => !IGNORED_INPUT.test(name));
  const texts = names.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const { Objects = [] } = (input['Delete'] ?? {}) as {
    Objects?: readonly Readonly<Record<'Key' | 'VersionId', string | undefined>>[];
  };
  return {
    ...Object.fromEntries(texts),
    ...(Objects.length > 0 && { Keys: Objects.map(({ Key = '' }) => Key).join('\n') }),
    ...(Objects.some(({ VersionId }) => VersionId !== undefined) && { VersionId: 'of each' }),
  };
}

const IGNORED_INPUT = /^(Body|Sql|MessageBody|ReceiptHandle|ClientToken|StatementName)$/i;

function write(call: RecordedCall): void {
  if (recording.file !== undefined) appendFileSync(recording.file, `${JSON.stringify(call)}\n`);
}
