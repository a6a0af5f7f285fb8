import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DEFAULT_CREDENTIALS, type LocalS3, startLocalS3 } from '@miniatura/local-s3';
import type { S3Access } from '../src/index.ts';

/** A bucket on a local S3, for COPY to read from and UNLOAD to write to. */
export class StagingBucket {
  readonly access: S3Access;
  readonly #s3: LocalS3;
  readonly #directory: string;
  readonly #client: S3Client;

  private constructor(s3: LocalS3, directory: string) {
    this.#s3 = s3;
    this.#directory = directory;
    this.access = {
      endpoint: s3.endpoint,
      region: 'us-east-1',
      credentials: DEFAULT_CREDENTIALS,
    };
    this.#client = new S3Client(this.access);
  }

  static async start(): Promise<StagingBucket> {
    const directory = mkdtempSync(join(tmpdir(), 'local-redshift-data-s3-'));
    const bucket = new StagingBucket(await startLocalS3({ directory }), directory);
    await bucket.#client.send(new CreateBucketCommand({ Bucket: 'staging' }));
    return bucket;
  }

  /** Puts an object and gives back its `s3://` URL. */
  async put(Key: string, Body: string | Buffer): Promise<string> {
    await this.#client.send(new PutObjectCommand({ Bucket: 'staging', Key, Body }));
    return `s3://staging/${Key}`;
  }

  async get(Key: string): Promise<Buffer> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: 'staging', Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  /** The KMS key that an object is encrypted with. */
  async kmsKeyOf(Key: string): Promise<string | undefined> {
    const command = new HeadObjectCommand({ Bucket: 'staging', Key });
    return (await this.#client.send(command)).SSEKMSKeyId;
  }

  async putManifest(Key: string, entries: readonly object[]): Promise<string> {
    return this.put(Key, JSON.stringify({ entries }));
  }

  async close(): Promise<void> {
    this.#client.destroy();
    await this.#s3.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
