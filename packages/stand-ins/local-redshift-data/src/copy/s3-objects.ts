import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { SqlStatementError } from '../statement-errors.ts';
import type { S3Access } from '../worker/protocol.ts';

/** Bucket and key of an S3 object. */
export interface ObjectAddress {
  readonly Bucket: string;
  readonly Key: string;
}

/** Reads objects for COPY, and writes those of UNLOAD. */
export interface S3Objects {
  /** @throws SqlStatementError with Redshift's message if the object does not exist */
  open(address: ObjectAddress): Promise<Readable>;
  exists(address: ObjectAddress): Promise<boolean>;
  /** Returns the addresses under a prefix in the order of their keys. */
  list(prefix: ObjectAddress): Promise<readonly ObjectAddress[]>;
  /** @param kmsKeyId the KMS key that S3 encrypts the object with */
  put(address: ObjectAddress, body: Uint8Array, kmsKeyId?: string): Promise<void>;
  remove(addresses: readonly ObjectAddress[]): Promise<void>;
}

/** Splits `s3://bucket/a/key` into bucket and key. */
export function parseS3Url(url: string): ObjectAddress {
  const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
  if (Key !== '') return { Bucket, Key };
  throw new SqlStatementError(`Expected s3://bucket/key for the URL but received "${url}"`);
}

export const s3Url = ({ Bucket, Key }: ObjectAddress): string => `s3://${Bucket}/${Key}`;

function serviceError(error: unknown, address: ObjectAddress): SqlStatementError {
  const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return new SqlStatementError(
    `S3ServiceException:${message},Status ${status},Error ${name} (${s3Url(address)})`,
    { cause: error },
  );
}

function isMissing(error: unknown): boolean {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404;
}

/** Imports the S3 client for the first COPY, because most statements do not need it. */
async function createClient({ endpoint, region, credentials }: S3Access): Promise<S3Client> {
  const { S3Client: Client } = await import('@aws-sdk/client-s3');
  return new Client({ endpoint, region, credentials, forcePathStyle: true });
}

/**
 * Accesses S3 through the AWS SDK. Without `access` every COPY and UNLOAD fails with an
 * explanation.
 */
export function createS3Objects(access: S3Access | undefined): S3Objects {
  let client: Promise<S3Client> | undefined;
  const connect = async () => {
    if (access === undefined) {
      throw new SqlStatementError(
        'COPY and UNLOAD use S3, and no S3 endpoint was given to this stand-in',
      );
    }
    client ??= createClient(access);
    return { s3: await client, commands: await import('@aws-sdk/client-s3') };
  };
  return {
    open: async (address) => {
      const { s3, commands } = await connect();
      try {
        const { Body } = await s3.send(new commands.GetObjectCommand(address));
        return Body as Readable;
      } catch (error) {
        throw serviceError(error, address);
      }
    },
    exists: async (address) => {
      const { s3, commands } = await connect();
      try {
        await s3.send(new commands.HeadObjectCommand(address));
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw serviceError(error, address);
      }
    },
    list: async (prefix) => {
      const { s3, commands } = await connect();
      const addresses: ObjectAddress[] = [];
      try {
        const pages = commands.paginateListObjectsV2(
          { client: s3 },
          { Bucket: prefix.Bucket, Prefix: prefix.Key },
        );
        for await (const { Contents = [] } of pages) {
          for (const { Key } of Contents) {
            if (Key !== undefined) addresses.push({ Bucket: prefix.Bucket, Key });
          }
        }
      } catch (error) {
        throw serviceError(error, prefix);
      }
      return addresses;
    },
    put: async (address, body, kmsKeyId) => {
      const { s3, commands } = await connect();
      const encryption =
        kmsKeyId === undefined
          ? {}
          : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: kmsKeyId };
      try {
        await s3.send(new commands.PutObjectCommand({ ...address, ...encryption, Body: body }));
      } catch (error) {
        throw serviceError(error, address);
      }
    },
    remove: async (addresses) => {
      const { s3, commands } = await connect();
      for (const address of addresses) {
        try {
          await s3.send(new commands.DeleteObjectCommand(address));
        } catch (error) {
          throw serviceError(error, address);
        }
      }
    },
  };
}
