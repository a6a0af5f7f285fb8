/** The users of the MySQL database. */
export const DATABASE_USERS = {
  /** Creates and migrates tables during a deployment. */
  migrator: 'migrator',
  thumbnailer: 'thumbnailer',
  etl: 'etl',
  failures: 'failures',
  retention: 'retention',
  api: 'api',
  render: 'render',
  deliveries: 'deliveries',
} as const;
export type DatabaseUser = (typeof DATABASE_USERS)[keyof typeof DATABASE_USERS];

const READ = 'select';
const READ_AND_WRITE = 'select, insert, update, delete';

/** The privileges of each user in our database. */
const PRIVILEGES: Readonly<Record<DatabaseUser, string>> = {
  migrator: `${READ_AND_WRITE}, create, alter, drop, index, references`,
  thumbnailer: READ_AND_WRITE,
  etl: READ_AND_WRITE,
  failures: READ_AND_WRITE,
  retention: READ_AND_WRITE,
  api: READ_AND_WRITE,
  render: READ,
  deliveries: 'select, update',
};

/**
 * Returns the statements that create the users, without passwords, and set their privileges. They
 * may be repeated.
 * @see
 *   https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html
 */
export function createDatabaseUsers(databaseName: string): readonly string[] {
  return Object.values(DATABASE_USERS).flatMap((user) => [
    `create user if not exists '${user}'@'%' identified with AWSAuthenticationPlugin as 'RDS'`,
    `alter user '${user}'@'%' require ssl`,
    `grant ${PRIVILEGES[user]} on \`${databaseName}\`.* to '${user}'@'%'`,
  ]);
}
