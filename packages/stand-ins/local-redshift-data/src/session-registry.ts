import { randomUUID } from 'node:crypto';
import { DataApiError } from './errors.ts';

/** The service's limit on open sessions. */
const MAX_SESSIONS = 500;

/** A session is closed after a day, even if it was to be kept longer. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

export const SESSION_STATUSES = ['AVAILABLE', 'BUSY', 'CLOSED'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** The user and the database of a session, which its statements inherit. */
export interface SessionTarget {
  readonly clusterIdentifier?: string;
  readonly workgroupName?: string;
  readonly database?: string;
  readonly dbUser?: string;
  readonly secretArn?: string;
}

export interface Session {
  readonly id: string;
  readonly target: SessionTarget;
  readonly createdMs: number;
  keepAliveSeconds: number;
  updatedMs: number;
  status: SessionStatus;
  currentStatementId: string | undefined;
  /** True if a statement has run in the session, so that it may have temporary tables. */
  isUsed: boolean;
}

/** The sessions of this process. They end with it, as their temporary tables do. */
export class SessionRegistry {
  readonly #sessions = new Map<string, Session>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws DataApiError ActiveSessionsExceededException */
  open(target: SessionTarget, keepAliveSeconds: number): Session {
    if (this.list().filter(({ status }) => status !== 'CLOSED').length >= MAX_SESSIONS) {
      throw new DataApiError(
        'ActiveSessionsExceededException',
        `Active sessions exceeded the allowed quota (${MAX_SESSIONS}).`,
      );
    }
    const now = this.#now();
    const session: Session = {
      id: randomUUID(),
      target,
      createdMs: now,
      updatedMs: now,
      keepAliveSeconds,
      status: 'AVAILABLE',
      currentStatementId: undefined,
      isUsed: false,
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  /** Reserves a session for a statement. @throws DataApiError if it is unknown, closed, or busy */
  take(id: string): Session {
    const session = this.#sessions.get(id);
    if (session === undefined || session.status === 'CLOSED') {
      throw new DataApiError('ValidationException', `Session is not available: ${id}`);
    }
    if (session.status === 'BUSY') {
      throw new DataApiError(
        'ValidationException',
        `Session is busy: ${id} is running statement ${session.currentStatementId}`,
      );
    }
    return session;
  }

  begin(session: Session, statementId: string): void {
    session.status = 'BUSY';
    session.currentStatementId = statementId;
    session.updatedMs = this.#now();
  }

  /** Releases the session, and closes it if its time is over. */
  finish(id: string): SessionStatus {
    const session = this.#sessions.get(id);
    if (session === undefined || session.status === 'CLOSED') return 'CLOSED';
    session.status = session.keepAliveSeconds === 0 ? 'CLOSED' : 'AVAILABLE';
    session.currentStatementId = undefined;
    session.updatedMs = this.#now();
    return session.status;
  }

  /** Closes expired sessions and returns their ids. */
  expire(): string[] {
    const now = this.#now();
    const over = this.list().filter(
      ({ status, updatedMs, createdMs, keepAliveSeconds }) =>
        status === 'AVAILABLE' &&
        (now > updatedMs + keepAliveSeconds * 1000 || now > createdMs + MAX_AGE_MS),
    );
    for (const session of over) session.status = 'CLOSED';
    return over.map(({ id }) => id);
  }

  /** Records that a statement begins in the session; returns false if the session is closed. */
  use(id: string): boolean {
    const session = this.#sessions.get(id);
    if (session === undefined || session.status === 'CLOSED') return false;
    session.isUsed = true;
    return true;
  }

  /**
   * Closes the sessions in which statements have run, because the stopped database has lost their
   * tables.
   */
  closeUsed(): void {
    for (const session of this.#sessions.values()) {
      if (!session.isUsed) continue;
      session.status = 'CLOSED';
      session.currentStatementId = undefined;
    }
  }

  list(): Session[] {
    return [...this.#sessions.values()];
  }
}
