import type { DatabaseIntrospector, Kysely } from 'kysely';
import type { DatabaseLocation } from './database-url.ts';

/**
 * Returns an introspector that loads the one of kysely when it is first used: it imports the
 * migrator, which a function whose tables exist does not need.
 */
export function introspectOnDemand(
  db: Kysely<unknown>,
  engine: DatabaseLocation['engine'],
): DatabaseIntrospector {
  const load = async () => {
    const { MysqlIntrospector, SqliteIntrospector } = await import('./introspectors.ts');
    return engine === 'sqlite' ? new SqliteIntrospector(db) : new MysqlIntrospector(db);
  };
  return {
    getSchemas: async () => (await load()).getSchemas(),
    getTables: async (options) => (await load()).getTables(options),
  };
}
