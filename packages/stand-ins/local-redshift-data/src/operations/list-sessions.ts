import {
  decodeToken,
  encodeToken,
  optionalChoice,
  optionalInteger,
  optionalText,
} from '../request-fields.ts';
import { type Session, SESSION_STATUSES, type SessionStatus } from '../session-registry.ts';
import { type Answer, defined, epochSeconds, type Operation } from './operation.ts';

const MAX_LISTED = 100;

function listed(session: Session): Answer {
  return defined({
    SessionId: session.id,
    Status: session.status,
    CreatedAt: epochSeconds(session.createdMs),
    UpdatedAt: epochSeconds(session.updatedMs),
    Database: session.target.database,
    DbUser: session.target.dbUser,
    ClusterIdentifier: session.target.clusterIdentifier,
    WorkgroupName: session.target.workgroupName,
    SessionAliveSeconds: session.keepAliveSeconds,
    SessionTtl: epochSeconds(session.updatedMs + session.keepAliveSeconds * 1000),
    CurrentStatementId: session.currentStatementId,
  });
}

function isAskedFor(
  { status }: Session,
  id: string | undefined,
  asked: SessionStatus | undefined,
): boolean {
  return id !== undefined || (asked === undefined ? status !== 'CLOSED' : status === asked);
}

/** Lists sessions, newest first; by default open ones, as the service does. */
export const listSessions: Operation = ({ sessions, runner }, fields) => {
  for (const ended of sessions.expire()) runner.endSession(ended);
  const id = optionalText(fields, 'SessionId');
  const status = optionalChoice(fields, 'Status', SESSION_STATUSES);
  const limit = optionalInteger(fields, 'MaxResults', { minimum: 1, maximum: MAX_LISTED });
  const from = decodeToken(fields) ?? 0;
  const to = from + (limit ?? MAX_LISTED);
  const found = sessions
    .list()
    .filter((session) => id === undefined || session.id === id)
    .filter((session) => isAskedFor(session, id, status))
    .toReversed();
  return defined({
    Sessions: found.slice(from, to).map(listed),
    NextToken: found.length > to ? encodeToken(to) : undefined,
  });
};
