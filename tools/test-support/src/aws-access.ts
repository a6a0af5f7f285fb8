import { DEFAULT_CREDENTIALS } from '@miniatura/local-s3';

/** The region and the credentials of every AWS client in tests. The stand-in for S3 verifies them. */
export const AWS_ACCESS = { region: 'us-east-1', credentials: DEFAULT_CREDENTIALS } as const;

/** The port of `discard`, where no server listens: for clients that a test does not call. */
export const UNREACHABLE = 'http://127.0.0.1:9';
