import { SqsServiceError } from './errors.ts';

/** Identifies one receive of a message. A later receive makes it stale. */
export interface Receipt {
  readonly id: number;
  readonly receipt: string;
}

const PATTERN = /^(\d{1,15})\.([0-9a-f-]{36})$/;

/** Encodes a receipt as the opaque handle that consumers receive. */
export function formatReceiptHandle({ id, receipt }: Receipt): string {
  return Buffer.from(`${id}.${receipt}`).toString('base64');
}

export function parseReceiptHandle(handle: string): Receipt {
  const [, id, receipt] = PATTERN.exec(Buffer.from(handle, 'base64').toString('latin1')) ?? [];
  if (id === undefined || receipt === undefined) {
    throw new SqsServiceError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
    );
  }
  return { id: Number(id), receipt };
}
