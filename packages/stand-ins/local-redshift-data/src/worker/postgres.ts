import { type messages, PGlite, protocol } from '@electric-sql/pglite';
import type { CompiledPostgres } from '../compiled-postgres.ts';
import { keepUnoptimised } from '../keep-unoptimised.ts';
import type { Row } from './protocol.ts';

export interface Field {
  readonly name: string;
  readonly tableId: number;
  readonly columnNumber: number;
  readonly typeId: number;
  readonly typeModifier: number;
}

export interface QueryResult {
  readonly fields: readonly Field[];
  readonly rows: readonly Row[];
  /** Number of rows that the command returned or changed, from its tag. */
  readonly rowCount: number;
}

/** The used error fields of PostgreSQL's protocol. */
export interface PostgresError extends Error {
  readonly code?: string;
  readonly constraint?: string;
  readonly column?: string;
  readonly where?: string;
  readonly position?: string;
  readonly detail?: string;
}

function fieldsOf(message: messages.RowDescriptionMessage): Field[] {
  return message.fields.map(({ name, tableID, columnID, dataTypeID, dataTypeModifier }) => ({
    name,
    tableId: tableID,
    columnNumber: columnID,
    typeId: dataTypeID,
    typeModifier: dataTypeModifier,
  }));
}

const SETTINGS = {
  /**
   * PostgreSQL fills its buffers when it opens, and WebAssembly returns no memory: with the default of
   * 128 MB, an open warehouse takes 100 MB more. What does not fit is read from the system's cache of
   * files. That takes 10 µs for a page, which only many lookups in large tables notice.
   */
  shared_buffers: '32MB',
  /**
   * Joins with a batch's staged rows stay in memory; PostgreSQL's default of 4 MB would use files.
   */
  work_mem: '64MB',
  /**
   * ANALYZE reads 300 rows for each of these. After a load of 100,000 images with about fifty
   * columns, PostgreSQL's default of 100 took as long as half of the MERGE.
   */
  default_statistics_target: '30',
  /** All pages are in memory, PostgreSQL's or the system's: random reads cost as much as others. */
  random_page_cost: '1.1',
  /** As in Redshift, a name in a procedure's SQL means the variable if a column has the same name. */
  'plpgsql.variable_conflict': 'use_variable',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const;

/** Limits the size of a response; PostgreSQL continues beyond it until it is stopped. */
export interface AnswerLimit {
  readonly maxByteCount: number;
  readonly onTooLarge: () => void;
}

interface ProtocolSteps {
  readonly prepare: () => Promise<void>;
  readonly finish: () => Promise<void>;
  readonly keepsCursors: boolean;
}

/** Parses an empty query first, before the queries with which PGlite opens a database. */
class CompactPGlite extends PGlite {
  override _initArrayTypes(...options: Parameters<PGlite['_initArrayTypes']>): Promise<void> {
    keepUnoptimised(() => this.execProtocolRawSync(protocol.serialize.query(';')));
    return super._initArrayTypes(...options);
  }
}

/** PostgreSQL in process. All values are text, as in its protocol. */
export class Postgres {
  readonly #database: PGlite;

  constructor(database: PGlite) {
    this.#database = database;
  }

  static async open(
    directory: string,
    compiled: CompiledPostgres,
    database: string,
  ): Promise<Postgres> {
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const startParams = [...PGlite.defaultStartParams, ...settings];
    const options = { dataDir: directory, startParams, pgliteWasmModule: compiled, database };
    const opening = new CompactPGlite(options);
    await opening.waitReady;
    return new Postgres(opening);
  }

  /** Runs one or several commands and returns the result of the last one. */
  async query(sql: string): Promise<QueryResult> {
    const { messages } = await this.#database.execProtocol(protocol.serialize.query(sql));
    let fields: readonly Field[] = [];
    let rowCount = 0;
    const rows: Row[] = [];
    for (const message of messages) {
      if (message.name === 'rowDescription') {
        fields = fieldsOf(message as messages.RowDescriptionMessage);
        rows.length = 0;
      } else if (message.name === 'dataRow') {
        rows.push((message as messages.DataRowMessage).fields as Row);
      } else if (message.name === 'commandComplete') {
        const tag = (message as messages.CommandCompleteMessage).text;
        rowCount = Number(/(\d+)$/.exec(tag)?.[1] ?? 0);
      }
    }
    return { fields, rows, rowCount };
  }

  /** Returns the columns of a query without running it. An error does not fail the transaction. */
  async describe(sql: string): Promise<readonly Field[]> {
    await this.query('SAVEPOINT redshift_describe');
    try {
      const { messages } = await this.#database.execProtocol(
        Buffer.concat([
          protocol.serialize.parse({ text: sql }),
          protocol.serialize.describe({ type: 'S' }),
          protocol.serialize.sync(),
        ]),
      );
      const described = messages.find(({ name }) => name === 'rowDescription');
      return described === undefined ? [] : fieldsOf(described as messages.RowDescriptionMessage);
    } finally {
      await this.query('ROLLBACK TO redshift_describe; RELEASE redshift_describe');
    }
  }

  /** Does the same outside a transaction. */
  async describeAlone(sql: string): Promise<readonly Field[]> {
    await this.query('BEGIN READ ONLY');
    try {
      return await this.describe(sql);
    } finally {
      await this.query('ROLLBACK');
    }
  }

  /** Runs `COPY … FROM '/dev/blob'` with this text and returns the number of rows. */
  async copyFrom(sql: string, data: Blob): Promise<number> {
    const { affectedRows } = await this.#database.query(sql, [], { blob: data });
    return affectedRows ?? 0;
  }

  /**
   * Runs a client's messages in a separate read-only transaction. The first query sets the
   * snapshot, after which SET cannot make the transaction writable.
   * @param prepare runs first, for the client's role and settings
   * @param finish reads from the transaction before it ends; not called if it has failed
   * @param keepsCursors true if cursors that the messages declare outlive the transaction
   */
  async readProtocol(
    messages: Uint8Array,
    limit: AnswerLimit,
    { prepare, finish, keepsCursors }: ProtocolSteps,
  ): Promise<Uint8Array> {
    await this.query('BEGIN READ ONLY');
    try {
      await this.query('SELECT 1');
      await prepare();
      const answer = await this.#answer(messages, limit);
      await finish();
      if (keepsCursors) await this.query('COMMIT');
      return answer;
    } finally {
      await this.query("ROLLBACK; RESET ALL; SET TIME ZONE 'UTC'");
    }
  }

  async #answer(
    messages: Uint8Array,
    { maxByteCount, onTooLarge }: AnswerLimit,
  ): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let byteCount = 0;
    const onRawData = (chunk: Uint8Array): void => {
      byteCount += chunk.length;
      // The chunk is a view of PostgreSQL's memory.
      if (byteCount <= maxByteCount) chunks.push(chunk.slice());
      else if (byteCount - chunk.length <= maxByteCount) onTooLarge();
    };
    await this.#database.execProtocolRawStream(messages, { onRawData });
    return Buffer.concat(chunks);
  }

  async rollback(): Promise<void> {
    await this.query('ROLLBACK');
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}
