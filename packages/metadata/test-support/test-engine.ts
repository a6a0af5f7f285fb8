/** A database of a test, which `dispose` takes back. */
export interface TestDatabase {
  readonly url: string;
  dispose(): Promise<void>;
}

/** A kind of database for the metadata. */
export interface TestEngine {
  readonly name: string;
  readonly kind: 'sqlite' | 'mysql';
  /** A database that does not exist yet. */
  newDatabase(): Promise<TestDatabase>;
  /**
   * A database with all tables and without rows. It is prepared once and used by many tests,
   * but not after a test that drops a table. A test that changes tables otherwise takes `newDatabase`.
   */
  migratedDatabase(): Promise<TestDatabase>;
}
