import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32cNode, Crc64Nvme } from '@aws-sdk/checksums/crc';

/** The algorithms of `x-amz-checksum-*`, in S3's spelling. */
export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** Whether a checksum covers the object's bytes or the checksums of its parts. */
export const CHECKSUM_TYPES = ['FULL_OBJECT', 'COMPOSITE'] as const;
export type ChecksumType = (typeof CHECKSUM_TYPES)[number];

/** A checksum in base64, as in the headers. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}

/** Computes a checksum incrementally. */
export interface ChecksumStream {
  update(chunk: Uint8Array): void;
  digest(): Promise<Uint8Array>;
}

const CHECKSUM_BYTE_COUNTS: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

/** `x-amz-checksum-crc32` for CRC32, and so on. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** Returns the algorithm with this name, ignoring case, or undefined. */
export function parseChecksumAlgorithm(name: string): ChecksumAlgorithm | undefined {
  return CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name.toUpperCase());
}

/** Whether `value` is base64 of the algorithm's length. */
export function isChecksumValue(algorithm: ChecksumAlgorithm, value: string): boolean {
  return (
    /^[A-Za-z0-9+/]+={0,2}$/.test(value) &&
    Buffer.from(value, 'base64').length === CHECKSUM_BYTE_COUNTS[algorithm]
  );
}

/** Starts computing a checksum. */
export function createChecksum(algorithm: ChecksumAlgorithm): ChecksumStream {
  switch (algorithm) {
    case 'CRC32':
      return createCrc32();
    case 'CRC32C':
      return new Crc32cNode();
    case 'CRC64NVME':
      return new Crc64Nvme();
    default: {
      const hash = createHash(algorithm);
      return { update: (chunk) => void hash.update(chunk), digest: async () => hash.digest() };
    }
  }
}

function createCrc32(): ChecksumStream {
  let value = 0;
  return {
    update: (chunk) => void (value = crc32(chunk, value)),
    digest: async () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

/**
 * Computes S3's composite checksum: of the parts' raw checksums, followed by `-` and their number.
 */
export async function compositeChecksum(
  algorithm: ChecksumAlgorithm,
  partValues: readonly string[],
): Promise<string> {
  const checksum = createChecksum(algorithm);
  for (const value of partValues) checksum.update(Buffer.from(value, 'base64'));
  return `${Buffer.from(await checksum.digest()).toString('base64')}-${partValues.length}`;
}
