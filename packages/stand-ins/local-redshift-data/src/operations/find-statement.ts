import type { JsonObject } from '@miniatura/local-service';
import { DataApiError } from '../errors.ts';
import { requiredText } from '../request-fields.ts';
import type { Statement, SubStatement } from '../statement.ts';
import type { DataApi } from './operation.ts';

const ID = /^([a-z0-9]{8}(?:-[a-z0-9]{4}){3}-[a-z0-9]{12})(?::(\d+))?$/;

/** A statement, and the sub-statement that an id with a suffix such as `:2` names. */
export interface FoundStatement {
  readonly statement: Statement;
  readonly subStatement: SubStatement | undefined;
}

/** @throws DataApiError for an invalid or unknown id */
export function findStatement({ store }: DataApi, fields: JsonObject): FoundStatement {
  const text = requiredText(fields, 'Id');
  const [, id, number] = ID.exec(text) ?? [];
  if (id === undefined) {
    throw new DataApiError(
      'ValidationException',
      `Expected a statement's id for Id but received "${text}"`,
    );
  }
  const missing = new DataApiError('ResourceNotFoundException', 'Query does not exist.', {
    ResourceId: text,
  });
  const statement = store.find(id);
  if (statement === undefined) throw missing;
  if (number === undefined) return { statement, subStatement: undefined };
  const subStatement = store.subStatements(statement)[Number(number) - 1];
  if (!statement.request.isBatch || subStatement === undefined) throw missing;
  return { statement, subStatement };
}
