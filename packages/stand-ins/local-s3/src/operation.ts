import type { FileHandle } from 'node:fs/promises';
import type { Authentication } from './authenticate.ts';
import type { ByteRange } from './byte-range.ts';
import type { EventCause } from './event-message.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Request } from './s3-request.ts';

/** Everything that an operation may use. */
export interface OperationContext {
  readonly store: ObjectStore;
  /** Includes the `x-amz-` parameters of a presigned URL as headers. */
  readonly request: S3Request;
  readonly authentication: Authentication;
  readonly cause: EventCause;
}

/** The bytes of an open file. The sender closes it. */
export interface FileBody {
  readonly handle: FileHandle;
  readonly range: ByteRange | undefined;
}

/** A response: XML as a string, or the bytes of an object. */
export interface S3Response {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | FileBody;
}

/** A response that may take long. Meanwhile whitespace is sent to the client. */
export interface SlowResponse {
  readonly outcome: Promise<S3Response>;
}

/** An operation of S3's API. @throws S3Error */
export type Operation = (
  context: OperationContext,
) => S3Response | SlowResponse | Promise<S3Response | SlowResponse>;

/** The account that owns all buckets and objects. */
export const OWNER = { ID: '0'.repeat(64), DisplayName: 'local' } as const;

/** A response without a body. */
export const noContent: S3Response = { status: 204 };

/** Formats `Last-Modified` in XML: S3 uses whole seconds. */
export function isoSeconds(timeMs: number): string {
  return new Date(Math.floor(timeMs / 1000) * 1000).toISOString();
}

/** Returns `x-amz-version-id`, which is omitted for buckets without versioning. */
export function versionIdHeader(isVersioned: boolean, versionId: string): Record<string, string> {
  return isVersioned ? { 'x-amz-version-id': versionId } : {};
}
