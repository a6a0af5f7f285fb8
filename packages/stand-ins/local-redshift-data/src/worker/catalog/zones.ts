/** A zone as the guide writes POSIX ones, `NEWZONE +2`: PostgreSQL has no blank in them. */
const zone = (name: string): string => `replace(${name}, ' ', '')`;

/** CONVERT_TIMEZONE. What has no zone of its own is of the source's; that is UTC where none is named. */
function OF_SOURCE(type: string): string {
  const time = type === 'timestamp' ? 't' : 't::timestamp';
  return `
CREATE OR REPLACE FUNCTION pg_catalog.convert_timezone(source text, target text, t ${type})
RETURNS timestamp LANGUAGE sql STABLE AS
$$ SELECT (${time} AT TIME ZONE ${zone('source')}) AT TIME ZONE ${zone('target')} $$;
CREATE OR REPLACE FUNCTION pg_catalog.convert_timezone(target text, t ${type}) RETURNS timestamp
LANGUAGE sql STABLE AS $$ SELECT (${time} AT TIME ZONE 'UTC') AT TIME ZONE ${zone('target')} $$;`;
}

/** @see https://docs.aws.amazon.com/redshift/latest/dg/CONVERT_TIMEZONE.html */
export const ZONES = `${['timestamp', 'date', 'text'].map(OF_SOURCE).join('')}
CREATE OR REPLACE FUNCTION pg_catalog.convert_timezone(target text, t timestamptz) RETURNS timestamp
LANGUAGE sql STABLE AS $$ SELECT t AT TIME ZONE ${zone('target')} $$;
CREATE OR REPLACE FUNCTION pg_catalog.convert_timezone(source text, target text, t timestamptz)
RETURNS timestamp LANGUAGE sql STABLE AS $$ SELECT t AT TIME ZONE ${zone('target')} $$;`;
