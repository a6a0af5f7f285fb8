import { CamelCasePlugin, type KyselyPlugin } from 'kysely';

/** Names are in snake case in SQL and in camel case in rows. The keys of JSON values stay as they are. */
export const NAMING: KyselyPlugin[] = [new CamelCasePlugin({ maintainNestedObjectKeys: true })];
