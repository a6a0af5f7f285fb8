// Loaded on demand: only migrations read a database's catalog.
export { MysqlIntrospector, SqliteIntrospector } from 'kysely';
