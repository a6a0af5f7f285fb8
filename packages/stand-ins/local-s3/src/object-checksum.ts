import {
  type Checksum,
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeader,
  type ChecksumType,
  compositeChecksum,
  isChecksumValue,
} from './checksums.ts';
import { S3Error } from './errors.ts';
import type { ReceivedBody } from './receive-body.ts';
import type { UploadAttributes, UploadPart } from './upload-table.ts';

/** How the checksum of a multipart object is computed, and the value that the client expects. */
export interface ObjectChecksumClaim {
  readonly algorithm: ChecksumAlgorithm | undefined;
  readonly type: ChecksumType;
  readonly value: string | undefined;
  /** The algorithm for all bytes; undefined when no checksum covers them. */
  readonly wholeAlgorithm: ChecksumAlgorithm | undefined;
}

/** The checksum that is stored with the object. */
export type FinishedChecksum = Checksum & { readonly type: ChecksumType };

/**
 * Parses the `x-amz-checksum-…` headers of CompleteMultipartUpload, which describe the object and
 * not the body.
 * @throws S3Error InvalidRequest for headers that do not match the upload
 */
export function parseObjectChecksum(
  headers: ReadonlyMap<string, string>,
  { checksumAlgorithm, checksumType }: UploadAttributes,
): ObjectChecksumClaim {
  const claimed = CHECKSUM_ALGORITHMS.filter((algorithm) => headers.has(checksumHeader(algorithm)));
  const [algorithm = checksumAlgorithm] = claimed;
  if (claimed.length > 1 || (checksumAlgorithm && algorithm !== checksumAlgorithm)) {
    throw invalid(
      `The upload was created using ${checksumAlgorithm ?? 'no'} checksum; the complete request must use the same.`,
    );
  }
  const type = checksumType ?? 'FULL_OBJECT';
  const claimedType = headers.get('x-amz-checksum-type')?.toUpperCase() ?? type;
  if (claimedType !== type) {
    throw invalid(
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  const value = algorithm && headers.get(checksumHeader(algorithm));
  if (algorithm && value !== undefined) checkForm(algorithm, value);
  return {
    algorithm,
    type,
    value,
    wholeAlgorithm: type === 'FULL_OBJECT' ? algorithm : undefined,
  };
}

function checkForm(algorithm: ChecksumAlgorithm, value: string): void {
  if (isChecksumValue(algorithm, withoutCount(value))) return;
  throw invalid(`Value for ${checksumHeader(algorithm)} header is invalid.`);
}

/** A composite checksum ends with `-` and the number of parts, which clients may omit. */
const withoutCount = (value: string): string => value.replace(/-\d+$/, '');

/**
 * Computes the checksum and compares it with the expected value.
 * @throws S3Error BadDigest; InvalidRequest for a part without a checksum
 */
export async function finishChecksum(
  { algorithm, type, value: claimed }: ObjectChecksumClaim,
  parts: readonly UploadPart[],
  measured: ReceivedBody,
): Promise<FinishedChecksum | undefined> {
  if (!algorithm) return undefined;
  const value =
    type === 'COMPOSITE'
      ? await compositeChecksum(
          algorithm,
          parts.map((part) => partChecksum(part, algorithm)),
        )
      : measured.checksum?.value;
  if (value === undefined) return undefined;
  const isSame =
    claimed === undefined ||
    claimed === value ||
    (type === 'COMPOSITE' && claimed === withoutCount(value));
  if (isSame) return { algorithm, type, value };
  throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the parts.`);
}

function partChecksum({ number, checksum }: UploadPart, algorithm: ChecksumAlgorithm): string {
  if (checksum?.algorithm === algorithm) return checksum.value;
  throw invalid(
    `The upload was created using a ${algorithm} checksum, but part ${number} came without one.`,
  );
}

const invalid = (message: string) => new S3Error('InvalidRequest', message);
