import type { Authentication } from './authenticate.ts';
import type { EventCause } from './event-message.ts';
import type { FileHandle } from 'node:fs/promises';
import type { ByteRange } from './byte-range.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Request } from './s3-request.ts';

/** Everything an operation may look at. */
export interface OperationContext {
  readonly store: ObjectStore;
  /** `x-amz-` parameters of a presigned URL are among the headers. */
  readonly request: S3Request;
  readonly authentication: Authentication;
  readonly cause: EventCause;
}

/** Bytes of an open file; whoever sends them closes it. */
export interface FileBody {
  readonly handle: FileHandle;
  readonly range: ByteRange | undefined;
}

/** What goes back: XML as a string, or an object's bytes. */
export interface S3Response {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | FileBody;
}

/** An answer that may take long: the client is kept waiting with whitespace. */
export interface SlowResponse {
  readonly outcome: Promise<S3Response>;
}

/** One operation of S3's API. Faults are thrown as S3Error. */
export type Operation = (
  context: OperationContext,
) => S3Response | SlowResponse | Promise<S3Response | SlowResponse>;

/** The account that owns everything here. */
export const OWNER = { ID: '0'.repeat(64), DisplayName: 'local' } as const;

/** An answer without a body. */
export const noContent: S3Response = { status: 204 };

/** `Last-Modified` in XML: S3 keeps whole seconds. */
export const isoSeconds = (timeMs: number): string =>
  new Date(Math.floor(timeMs / 1000) * 1000).toISOString();

/** `x-amz-version-id`, which buckets without versioning do not answer with. */
export const versionIdHeader = (isVersioned: boolean, versionId: string): Record<string, string> =>
  isVersioned ? { 'x-amz-version-id': versionId } : {};
