import type { Templates } from '../../src/diagram/template-references.ts';
import {
  actionsOf,
  isOfCdk,
  type PlacedStatement,
  reasonsOf,
  resourcesNamedBy,
  statementsOfRoles,
} from './policy-statements.ts';

/** No role may do something unnamed, or do it to everything without a written reason. */
export function wildcards(templates: Templates): readonly string[] {
  return statementsOfRoles(templates)
    .filter(({ Effect, policy }) => Effect === 'Allow' && !isOfCdk(policy))
    .flatMap(faultsOf);
}

function faultsOf(statement: PlacedStatement): readonly string[] {
  const { policy } = statement;
  const unnamed = actionsOf(statement).filter((action) => action.includes('*'));
  const isForAll = resourcesNamedBy(statement).includes('*');
  const hasReason = reasonsOf(policy).some(
    ({ id, reason }) => id.includes('IAM5[Resource::*]') && reason.length > 20,
  );
  return [
    ...unnamed.map((action) => `${policy.place}: allows ${action}`),
    ...(isForAll && !hasReason
      ? [`${policy.place}: allows ${actionsOf(statement).join(', ')} on * without a reason`]
      : []),
  ];
}
