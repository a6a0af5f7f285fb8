import { AVERAGES } from './catalog/averages.ts';
import { BYTES } from './catalog/bytes.ts';
import { COMPARISONS } from './catalog/comparisons.ts';
import { DATES } from './catalog/dates.ts';
import { HASHES } from './catalog/hashes.ts';
import { HISTORY } from './catalog/history.ts';
import { INTERNAL } from './catalog/internal.ts';
import { JSON_FUNCTIONS } from './catalog/json.ts';
import { KEYS } from './catalog/keys.ts';
import { NUMBERS } from './catalog/numbers.ts';
import { PATTERNS } from './catalog/patterns.ts';
import { SESSION } from './catalog/session.ts';
import { SHOWN } from './catalog/shown.ts';
import { SYSTEM_VIEWS } from './catalog/system-views.ts';
import { TEXTS } from './catalog/texts.ts';
import { VIEWS } from './catalog/views.ts';

/**
 * What Redshift has and PostgreSQL lacks, as SQL: run once over a new database, and again when it
 * changes. Functions that PostgreSQL lacks lie in `pg_catalog`, so that they are found whatever the
 * search path is. Those that PostgreSQL has and Redshift has otherwise lie in `redshift_internal`,
 * where the translation of a statement finds them.
 */
export const REDSHIFT_CATALOG = [
  'SET LOCAL allow_system_table_mods = on;',
  INTERNAL,
  COMPARISONS,
  DATES,
  TEXTS,
  PATTERNS,
  HASHES,
  BYTES,
  NUMBERS,
  JSON_FUNCTIONS,
  AVERAGES,
  SESSION,
  KEYS,
  SHOWN,
  VIEWS,
  SYSTEM_VIEWS,
  HISTORY,
].join('\n');
