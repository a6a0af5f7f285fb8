import { SqsServiceError } from './errors.ts';

/** Which message, and which of its receives: a later receive makes an earlier handle stale. */
export interface Receipt {
  readonly id: number;
  readonly receipt: string;
}

const PATTERN = /^(\d{1,15})\.([0-9a-f-]{36})$/;

/** The opaque text a consumer gets. */
export const formatReceiptHandle = ({ id, receipt }: Receipt): string =>
  Buffer.from(`${id}.${receipt}`).toString('base64');

export const parseReceiptHandle = (handle: string): Receipt => {
  const [, id, receipt] = PATTERN.exec(Buffer.from(handle, 'base64').toString('latin1')) ?? [];
  if (id === undefined || receipt === undefined) {
    throw new SqsServiceError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
    );
  }
  return { id: Number(id), receipt };
};
