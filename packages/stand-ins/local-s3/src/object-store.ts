import { resolve } from 'node:path';
import { BucketTable } from './bucket-table.ts';
import { CompletedUploadTable } from './completed-upload-table.ts';
import { DiskState } from './disk-state.ts';
import { EventOutbox } from './event-outbox.ts';
import { logFault } from './fault-log.ts';
import { type IndexDatabase, openIndexDatabase } from './index-database.ts';
import { ObjectFiles } from './object-files.ts';
import { ObjectTable } from './object-table.ts';
import { StoreTransaction } from './store-transaction.ts';
import { UploadTable } from './upload-table.ts';

/** Called with the destinations of new events after they are committed. */
export type OnNewEvents = (destinationArns: ReadonlySet<string>) => void;

/**
 * Stores objects in a folder: the index contains which objects exist, the files contain the bytes.
 */
export class ObjectStore {
  readonly buckets: BucketTable;
  readonly objects: ObjectTable;
  readonly uploads: UploadTable;
  readonly completedUploads: CompletedUploadTable;
  readonly disk: DiskState;
  readonly outbox: EventOutbox;
  readonly files: ObjectFiles;
  readonly now: () => Date;
  readonly ignoresAcls: boolean;
  readonly #index: IndexDatabase;
  #onEvents: OnNewEvents | undefined;

  /**
   * @param ignoresAcls whether a bucket takes ACLs unless its ownership controls say otherwise.
   * @throws DirectoryInUseError, UnusableDirectoryError
   */
  constructor(directory: string, now: () => Date, ignoresAcls = false) {
    const root = resolve(directory);
    this.#index = openIndexDatabase(root);
    this.now = now;
    this.ignoresAcls = ignoresAcls;
    const { database } = this.#index;
    this.buckets = new BucketTable(database, ignoresAcls);
    this.objects = new ObjectTable(database);
    this.uploads = new UploadTable(database);
    this.completedUploads = new CompletedUploadTable(database);
    this.disk = new DiskState(root);
    this.outbox = new EventOutbox(database);
    this.files = new ObjectFiles(root);
    if (!this.#index.wasClosed) this.#sweep();
  }

  /** From now on events are stored for delivery, and `onEvents` is called. */
  keepEvents(onEvents: OnNewEvents): void {
    this.#onEvents = onEvents;
  }

  #sweep(): void {
    const files = this.objects.files();
    this.files.sweep((file) => files.has(file));
  }

  /** Runs `work` in one transaction of the index, then sends the events that it has added. */
  change<T>(work: (transaction: StoreTransaction) => T): T {
    const transaction = new StoreTransaction(this, this.#index, this.#onEvents !== undefined);
    const result = this.#transact(() => work(transaction));
    if (transaction.destinationArns.size > 0) this.#onEvents?.(transaction.destinationArns);
    if (transaction.obsoleteFiles.length > 0) {
      void this.files.remove(transaction.obsoleteFiles).catch(reportLeftover);
    }
    return result;
  }

  /** When a transaction is rolled back, so are the buckets in memory. */
  #transact<T>(work: () => T): T {
    try {
      const result = this.#index.transaction(work);
      this.buckets.keepChanges();
      return result;
    } catch (error) {
      this.buckets.undoChanges();
      throw error;
    }
  }

  close(): void {
    this.disk.close();
    this.#index.close();
  }
}

/** A replaced file that cannot be deleted only uses space. */
function reportLeftover(cause: unknown): void {
  return logFault(new Error('A replaced data file could not be deleted.', { cause }));
}
