import { SqlStatementError } from '../statement-errors.ts';
import type { Token } from './scan-sql.ts';
import { near } from './syntax-error.ts';

/**
 * Words that Redshift reserves and PostgreSQL does not.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_pg_keywords.html
 */
const RESERVED = new Set(
  `aes128 aes256 allowoverwrite az64 backup blanksasnull bytedict bzip2 credentials current_user_id deflate defrag
   delta delta32k disable emptyasnull enable encode encrypt encryption explicit globaldict256 globaldict64k gzip
   identity ignore lun luns lzo lzop minus mostly13 mostly32 mostly8 new nulls off offline oid old open parallel
   partition percent permissions raw readratio recover rejectlog resort respect restore snapshot sysdate system
   tag tdes text255 text32k top truncatecolumns wallet without`.split(/\s+/),
);

/** @throws SqlStatementError for a name of a table or column that must be in quotes */
export function rejectReservedName(name: Token | undefined): void {
  if (name?.kind !== 'word' || !RESERVED.has(name.text)) return;
  throw new SqlStatementError(
    `${near(name.text)}\n  Hint: it is a reserved word, which is a name in double quotes only.\n  Position: ${name.start + 1}`,
  );
}
