import { randomUUID } from 'node:crypto';
import { DataApiError } from './errors.ts';

/** The service's limit of open sessions. */
const MAX_SESSIONS = 500;

/** A session is closed after a day, whatever it was promised. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

export const SESSION_STATUSES = ['AVAILABLE', 'BUSY', 'CLOSED'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** What a session is bound to: the statements in it inherit that. */
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
  /** Whether a statement has run in it: until then it has nothing to lose. */
  isUsed: boolean;
}

/** The sessions of this run: they end with the process, as their temporary tables do. */
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

  /** The session to run in. @throws DataApiError when it is not there, closed, or at work */
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

  /** Frees the session, and closes it when it was to live no longer. */
  finish(id: string): SessionStatus {
    const session = this.#sessions.get(id);
    if (session === undefined || session.status === 'CLOSED') return 'CLOSED';
    session.status = session.keepAliveSeconds === 0 ? 'CLOSED' : 'AVAILABLE';
    session.currentStatementId = undefined;
    session.updatedMs = this.#now();
    return session.status;
  }

  /** Closes those whose time is over and gives back their ids. */
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

  /** Notes that a statement begins in the session; false when the session is closed. */
  use(id: string): boolean {
    const session = this.#sessions.get(id);
    if (session === undefined || session.status === 'CLOSED') return false;
    session.isUsed = true;
    return true;
  }

  /** Closes those that had something to lose: the database that held their tables was stopped. */
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
