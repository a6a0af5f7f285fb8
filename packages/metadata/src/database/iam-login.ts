import type { Signer } from '@aws-sdk/rds-signer';
import type { PoolOptions } from 'mysql2';

export interface IamLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

/** Aurora needs about 15 s to resume from 0 ACU. */
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * Closes idle connections on the server, so that Aurora can pause: it stays active while a client
 * is connected. The server closes them because a frozen Lambda function cannot.
 */
export const IAM_SESSION_SETTINGS = ['set session wait_timeout = 60'];

/**
 * Signs in to RDS or Aurora with tokens instead of a password. A token is valid for 15 minutes, so
 * each connection gets its own. It is sent in plain text within TLS, only to servers with a
 * certificate of Amazon's authorities.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.html
 */
export function iamLogin({ host, port, user }: IamLogin): PoolOptions {
  let signer: Promise<Signer> | undefined;
  const token = async () => {
    signer ??= import('@aws-sdk/rds-signer').then(
      (rds) => new rds.Signer({ hostname: host, port, username: user }),
    );
    return (await signer).getAuthToken();
  };
  return {
    ssl: 'Amazon RDS',
    connectTimeout: CONNECT_TIMEOUT_MS,
    authPlugins: {
      mysql_clear_password: () => async () => Buffer.from(`${await token()}\0`),
    },
  };
}
