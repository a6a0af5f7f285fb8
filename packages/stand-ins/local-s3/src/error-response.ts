import type { IncomingMessage } from 'node:http';
import { type DiskState, isDiskFull } from './disk-state.ts';
import { S3Error } from './errors.ts';
import { logFault } from './fault-log.ts';
import type { S3Response } from './operation.ts';
import type { RequestIds } from './s3-request.ts';
import { renderXml, type XmlValue } from './xml.ts';

/** Creates S3's response to an error. Errors that are not the client's are logged. */
export function errorResponse(
  error: unknown,
  message: IncomingMessage,
  ids: RequestIds,
  disk: DiskState,
): S3Response {
  const known = toS3Error(error, message, disk);
  return {
    status: known.status,
    headers: known.headers,
    body: renderXml('Error', describeError(known, message, ids), ''),
  };
}

function toS3Error(error: unknown, message: IncomingMessage, disk: DiskState): S3Error {
  if (error instanceof S3Error) return error;
  if (isDiskFull(error)) return disk.reject();
  const isClientGone = message.destroyed && !message.complete;
  if (!isClientGone) logFault(error);
  return new S3Error('InternalError');
}

function describeError(
  error: S3Error,
  message: IncomingMessage,
  ids: RequestIds,
): Record<string, XmlValue> {
  return {
    Code: error.code,
    Message: error.message,
    ...error.fields,
    Resource: (message.url ?? '/').split('?')[0],
    RequestId: ids.id,
    HostId: ids.hostId,
  };
}
