import { ALTERATIONS } from './catalog/alterations.ts';
import { AVERAGES } from './catalog/averages.ts';
import { BYTES } from './catalog/bytes.ts';
import { COMPARISONS } from './catalog/comparisons.ts';
import { DATES } from './catalog/dates.ts';
import { HASHES } from './catalog/hashes.ts';
import { HISTORY } from './catalog/history.ts';
import { INTERNAL } from './catalog/internal.ts';
import { JSON_FUNCTIONS } from './catalog/json.ts';
import { KEYS } from './catalog/keys.ts';
import { LATE_VIEWS } from './catalog/late-views.ts';
import { LAYOUTS } from './catalog/layouts.ts';
import { NUMBERS } from './catalog/numbers.ts';
import { PATTERNS } from './catalog/patterns.ts';
import { SESSION } from './catalog/session.ts';
import { SHOWN } from './catalog/shown.ts';
import { SKETCHES } from './catalog/sketches.ts';
import { SUPER_ARITHMETIC } from './catalog/super-arithmetic.ts';
import { SYSTEM_VIEWS } from './catalog/system-views.ts';
import { TEXT_OF_NUMBERS } from './catalog/text-of-numbers.ts';
import { TEXTS } from './catalog/texts.ts';
import { TYPE_NAMES } from './catalog/type-names.ts';
import { VIEWS } from './catalog/views.ts';

/**
 * SQL for what Redshift has and PostgreSQL lacks. It runs once for a new database, and again when
 * it changes. Functions that PostgreSQL lacks are in `pg_catalog`, so that they are found with any
 * search path. Functions that behave differently in Redshift are in `redshift_internal`, to which
 * translated statements refer.
 */
export const REDSHIFT_CATALOG = [
  'SET LOCAL allow_system_table_mods = on;',
  INTERNAL,
  TYPE_NAMES,
  LAYOUTS,
  COMPARISONS,
  DATES,
  TEXTS,
  TEXT_OF_NUMBERS,
  PATTERNS,
  HASHES,
  BYTES,
  NUMBERS,
  JSON_FUNCTIONS,
  SUPER_ARITHMETIC,
  AVERAGES,
  SKETCHES,
  SESSION,
  LATE_VIEWS,
  KEYS,
  ALTERATIONS,
  SHOWN,
  VIEWS,
  SYSTEM_VIEWS,
  HISTORY,
].join('\n');
