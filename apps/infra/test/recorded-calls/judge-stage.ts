import type { RecordedCall } from '@miniatura/test-support/recorded-call';
import { type Placed, resourcesOf } from '../../src/diagram/template-references.ts';
import { isOfCdk } from '../checks/policy-statements.ts';
import { expectedGrants, UNUSED_ACTIONS } from './expected-grants.ts';
import { type IamRequest, iamRequestsOf } from './iam-request.ts';
import { Iam } from './simulate-role.ts';
import type { StageUnderTest } from './stage-under-test.ts';

/** What is wrong with a stage's policies. */
export interface Judgement {
  /** What is asked of a role, and not allowed. */
  readonly denied: readonly string[];
  /** What is allowed to a role, and not asked of it. */
  readonly spare: readonly string[];
}

interface AskedOf extends IamRequest {
  readonly role: Placed;
  readonly endpoint: Placed | undefined;
}

/** Simulates everything that is asked of the roles of a stage, and looks for what is not asked. */
export async function judgeStage(
  stage: StageUnderTest,
  calls: readonly RecordedCall[],
): Promise<Judgement> {
  const asked = unique([...askedByCalls(stage, calls), ...askedOtherwise(stage)]);
  const iam = new Iam(stage.deployment);
  const answers = await Promise.all(
    asked.map(async (request) => {
      const { role, action, resource, endpoint } = request;
      const answer = await iam.answerTo(role, request, endpoint);
      return answer === 'Allowed' ? [] : [`${role.place}: ${action} on ${resource}: ${answer}`];
    }),
  );
  return { denied: answers.flat(), spare: spareGrants(stage, iam, asked) };
}

function askedByCalls(stage: StageUnderTest, calls: readonly RecordedCall[]): readonly AskedOf[] {
  return calls
    .filter((call) => stage.has(call))
    .flatMap((call) =>
      stage.callersOf(call).flatMap((caller) =>
        iamRequestsOf(call, stage.namesFor(call)).map((request) => ({
          ...request,
          role: caller.role,
          endpoint: stage.endpointFor(caller, request.action),
        })),
      ),
    );
}

/** What services ask reaches them without our endpoints. */
function askedOtherwise(stage: StageUnderTest): readonly AskedOf[] {
  const roles = resourcesOf(stage.deployment.templates, 'AWS::IAM::Role');
  return expectedGrants(stage).flatMap(({ role: place, requests }) => {
    const role = roles.find((one) => one.place.startsWith(place));
    return role === undefined
      ? []
      : requests.map((request) => ({ ...request, role, endpoint: undefined }));
  });
}

/** Keys of objects differ from test to test; to policies, only their first folder matters. */
function kindOf({ role, action, resource, endpoint }: AskedOf): string {
  const kind = resource.replace(/^(arn:aws:s3:::[^/]+\/[^/]+)\/.*$/s, '$1');
  return [role.place, action, kind, endpoint?.place].join(' ');
}

function unique(requests: readonly AskedOf[]): readonly AskedOf[] {
  return [...new Map(requests.map((request) => [kindOf(request), request])).values()];
}

function spareGrants(
  stage: StageUnderTest,
  iam: Iam,
  asked: readonly AskedOf[],
): readonly string[] {
  const roles = resourcesOf(stage.deployment.templates, 'AWS::IAM::Role').filter(
    (role) => !isOfCdk(role) && !role.id.startsWith('AWSCDK'),
  );
  return roles.flatMap((role) => {
    const own = asked.filter((request) => request.role.place === role.place);
    const statements = iam.policiesOf(role).flatMap(({ policy }) => policy.Statement);
    const grants = statements
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, Resource }) =>
        [Action].flat().flatMap((action) => [Resource].flat().map((of) => ({ action, of }))),
      );
    return grants
      .filter(({ action }) => !(action in UNUSED_ACTIONS))
      .filter(({ action, of }) => !own.some((one) => one.action === action && isIn(one, of)))
      .map(({ action, of }) => `${role.place}: ${action} on ${of} is needed by nobody`);
  });
}

function isIn({ resource }: IamRequest, pattern: string): boolean {
  return new RegExp(`^${patternSource(pattern)}$`, 's').test(resource);
}

/** Of a pattern in which `*` is any text and `?` any character. */
function patternSource(pattern: string): string {
  return pattern.replaceAll(
    /[^*?]+|[*?]/g,
    (part) => ({ '*': '.*', '?': '.' })[part] ?? RegExp.escape(part),
  );
}
