import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { S3Error } from './errors.ts';
import type { FormFields } from './post-policy.ts';
import type { S3Request } from './s3-request.ts';

/** API reference, "POST Object": the fields before the file are limited to 20 KB. */
const MAX_FIELD_BYTES = 20 * 1024;
/** S3 documents no number. This one limits the work for a form. */
const MAX_PARTS = 1000;

/** The part called `file`. */
export interface FormFile {
  readonly name: string;
  /** Ends once the form is complete, and throws if the form ends early or is aborted. */
  readonly bytes: AsyncIterable<Buffer>;
}

/** Uses the fields and reads the file's bytes. */
export type UseForm<T> = (fields: FormFields, file: FormFile) => Promise<T>;

/**
 * Reads the form of a browser and calls `use` when its file begins. A part is the file if its name
 * is `file`; all other parts are fields, even with a `filename`. As in S3, parts after the file are
 * ignored.
 * @throws S3Error MalformedPOSTRequest, MaxPostPreDataLengthExceededError, InvalidArgument, and
 * errors of `use`
 */
export async function readForm<T>(request: S3Request, use: UseForm<T>): Promise<T> {
  const parser = createParser(request.headers);
  const fields = new FieldCollector();
  let result: Promise<T> | undefined;
  let failure: Error | undefined;
  let part: Readable | undefined;
  const fail = (error: Error) => {
    // An interrupted form also interrupts its file; this is not an error of `use`.
    if (!parser.destroyed) failure = error;
    parser.destroy(error);
  };
  const start = (name: string, file: Readable) => {
    const bytes = completeOnly(file, () => parsed);
    result = fields.all().then((all) => use(all, { name, bytes }));
    result.catch(fail);
  };
  // `pipeline` reports the first error; a destroyed parser may emit more.
  parser.on('error', () => undefined);
  parser.on('file', (name: string | undefined, bytes: Readable, filename: string | undefined) => {
    part = bytes;
    // The parser emits the error of an incomplete part, but then ends it like a complete one.
    bytes.on('error', (error) => bytes.destroy(error));
    if (result) bytes.resume();
    else if (isFile(name)) start(filename ?? '', bytes);
    else fields.add(name, bytes).catch(fail);
  });
  const parsed = pipeline(Readable.from(request.openBody()), parser);
  try {
    await parsed;
  } catch (error) {
    part?.destroy(error as Error);
    await result?.catch(() => undefined);
    if (failure !== undefined) throw failure;
    throw error instanceof S3Error ? error : new S3Error('MalformedPOSTRequest');
  }
  if (result) return result;
  throw new S3Error('InvalidArgument', 'POST requires exactly one file upload per request.');
}

/** The parser ends a part that it has in part only, before it reports that the form ended early. */
async function* completeOnly(
  file: Readable,
  parsed: () => Promise<void>,
): AsyncGenerator<Buffer, void> {
  yield* file as AsyncIterable<Buffer>;
  await parsed();
}

const isFile = (name: string | undefined): boolean => name?.toLowerCase() === 'file';

function createParser(headers: ReadonlyMap<string, string>): BusboyInstance {
  try {
    return new Busboy({
      headers: Object.fromEntries(headers) as BusboyHeaders,
      // Every part is a stream of bytes: its name tells whether it is the file.
      isPartAFile: () => true,
      limits: { parts: MAX_PARTS },
    });
  } catch (cause) {
    throw new S3Error('MalformedPOSTRequest', (cause as Error).message);
  }
}

/** Collects fields, which may arrive slowly, and limits their size. */
class FieldCollector {
  readonly #fields = new Map<string, string>();
  readonly #arriving: Promise<void>[] = [];
  #byteCount = 0;

  /** @throws S3Error MaxPostPreDataLengthExceededError. */
  add(name: string | undefined, value: AsyncIterable<Buffer>): Promise<void> {
    const added = this.#read(name ?? '', value);
    this.#arriving.push(added);
    return added;
  }

  async #read(name: string, value: AsyncIterable<Buffer>): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of value) {
      this.#byteCount += chunk.length;
      if (this.#byteCount > MAX_FIELD_BYTES) {
        throw new S3Error('MaxPostPreDataLengthExceededError', undefined, {
          MaxPostPreDataLengthBytes: String(MAX_FIELD_BYTES),
        });
      }
      chunks.push(chunk);
    }
    this.#fields.set(name.toLowerCase(), Buffer.concat(chunks).toString('utf8'));
  }

  /** Resolves to the fields, with lower-case names, once all have arrived. */
  async all(): Promise<FormFields> {
    await Promise.all(this.#arriving);
    return this.#fields;
  }
}
