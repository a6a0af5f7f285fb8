import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { S3Error } from './errors.ts';
import type { FormFields } from './post-policy.ts';
import type { S3Request } from './s3-request.ts';

/** API reference, "POST Object": the fields before the file may hold 20 KB together. */
const MAX_FIELD_BYTES = 20 * 1024;
/** S3 states no number; this one bounds the work for a form. */
const MAX_PARTS = 1000;

/** The part called `file`. */
export interface FormFile {
  readonly name: string;
  readonly bytes: Readable;
}

/** Works with the fields and takes the file's bytes. */
export type UseForm<T> = (fields: FormFields, file: FormFile) => Promise<T>;

/**
 * Reads a browser's form and calls `use` when its file begins. A part is the file if its name is
 * `file`; any other part is a field, also one that carries a `filename`. Parts after the file are
 * ignored, as S3 does.
 * @throws S3Error MalformedPOSTRequest, MaxPostPreDataLengthExceededError, InvalidArgument, and what
 *   `use` throws.
 */
export async function readForm<T>(request: S3Request, use: UseForm<T>): Promise<T> {
  const parser = createParser(request.headers);
  const fields = new FieldCollector();
  let result: Promise<T> | undefined;
  let failure: Error | undefined;
  const fail = (error: Error) => {
    // A form that breaks off fails its file, too: that is no failure of whoever takes the file.
    if (!parser.destroyed) failure = error;
    parser.destroy(error);
  };
  const start = (file: FormFile) => {
    result = fields.all().then((all) => use(all, file));
    result.catch(fail);
  };
  // `pipeline` reports the first error; a parser that is destroyed may emit more.
  parser.on('error', () => undefined);
  parser.on('file', (name: string | undefined, bytes: Readable, filename: string | undefined) => {
    // The parser destroys a part that has not ended when the form is rejected or breaks off.
    bytes.on('error', () => undefined);
    if (result) bytes.resume();
    else if (isFile(name)) start({ name: filename ?? '', bytes });
    else fields.add(name, bytes).catch(fail);
  });
  try {
    await pipeline(Readable.from(request.openBody()), parser);
  } catch (error) {
    await result?.catch(() => undefined);
    if (failure !== undefined) throw failure;
    throw error instanceof S3Error ? error : new S3Error('MalformedPOSTRequest');
  }
  if (result) return result;
  throw new S3Error('InvalidArgument', 'POST requires exactly one file upload per request.');
}

const isFile = (name: string | undefined): boolean => name?.toLowerCase() === 'file';

function createParser(headers: ReadonlyMap<string, string>): BusboyInstance {
  try {
    return new Busboy({
      headers: Object.fromEntries(headers) as BusboyHeaders,
      // Every part is a stream of bytes: its name says whether it is the file.
      isPartAFile: () => true,
      limits: { parts: MAX_PARTS },
    });
  } catch (cause) {
    throw new S3Error('MalformedPOSTRequest', (cause as Error).message);
  }
}

/** Takes fields, which may arrive slowly, and bounds their size. */
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

  /** The fields, lower-case names, once all have arrived. */
  async all(): Promise<FormFields> {
    await Promise.all(this.#arriving);
    return this.#fields;
  }
}
