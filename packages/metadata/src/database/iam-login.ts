import type { Signer } from '@aws-sdk/rds-signer';
import type { PoolOptions } from 'mysql2';

export interface IamLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

/** Aurora takes about 15 s to wake up from 0 ACU. */
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * Sends an idle connection home, so that Aurora, which stays awake as long as anybody is connected,
 * can pause. The server does it: a frozen Lambda cannot.
 */
export const IAM_SESSION_SETTINGS = ['set session wait_timeout = 60'];

/**
 * Signs in to RDS or Aurora with tokens in place of a password. A token is good for 15 minutes, so
 * each connection gets its own; it travels in the clear within TLS, to a server that Amazon's
 * certificate authorities vouch for and nobody else.
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
