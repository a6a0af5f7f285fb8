import {
  PROBLEM_MEDIA_TYPE,
  type ProblemCode,
  PROBLEMS,
  problemSchema,
  problemTypeOf,
} from '@miniatura/api-contract';

type StatusOf<Code extends ProblemCode> = (typeof PROBLEMS)[Code]['status'];

/** The problems of all operations. */
export const ANY_PROBLEM = ['too-many-requests', 'internal', 'unavailable'] as const;

/** The problems of operations that require a token. */
export const SIGNED_IN_PROBLEM = ['unauthenticated', 'token-expired', ...ANY_PROBLEM] as const;

/** The problems of operations whose body is JSON. */
export const JSON_BODY_PROBLEM = ['invalid-request', 'too-large', 'unsupported-type'] as const;

/** Describes the problem responses of an operation by status, with an example of each problem. */
export function problemAnswers<const Codes extends readonly ProblemCode[]>(...codes: Codes) {
  const byStatus = Map.groupBy(new Set(codes), (code) => PROBLEMS[code].status);
  const answers = [...byStatus].map(([status, some]) => [status, answerOf(some)] as const);
  return Object.fromEntries(answers) as Record<
    StatusOf<Codes[number]>,
    ReturnType<typeof answerOf>
  >;
}

function answerOf(codes: readonly ProblemCode[]) {
  const examples = codes.map((code) => [code, { value: exampleOf(code) }] as const);
  return {
    description: codes.map((code) => PROBLEMS[code].title).join('; or: '),
    content: {
      [PROBLEM_MEDIA_TYPE]: { schema: problemSchema, examples: Object.fromEntries(examples) },
    },
  };
}

function exampleOf(code: ProblemCode) {
  return {
    type: problemTypeOf(code),
    ...PROBLEMS[code],
    detail: DETAILS[code],
    code,
    requestId: '0b7e2f5e-9f7d-4d0c-9c0a-3c8f9d1c2b11',
  };
}

const DETAILS: Readonly<Record<ProblemCode, string>> = {
  'invalid-request': 'limit: Expected a number of at most 100 but received "1000"',
  unauthenticated: 'Expected "Authorization: Bearer" with a token of the issuer',
  'token-expired': 'The token has expired: sign in again',
  forbidden: 'Expected a user of the group admin',
  'not-found': 'No image has the id a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9',
  'method-not-allowed': 'Expected GET for /images but received PATCH',
  'not-acceptable': 'Expected application/json in Accept but received text/html',
  conflict: 'A request with this Idempotency-Key is being answered: try again in 1 s',
  quarantined: 'The image is waiting for a review',
  'too-large': 'cat.jpg: Expected at most 50000000 bytes but received 60000000',
  'unsupported-type': 'Expected JSON for the body, and application/json for Content-Type',
  'idempotency-key-reused': 'Expected a new Idempotency-Key for a request with another content',
  'too-many-requests': 'Expected fewer requests from this user: try again in 3 s',
  'headers-too-large': 'Expected headers of at most 16384 bytes but received more',
  internal: 'The request failed because of an internal error',
  unavailable: 'The database is unavailable',
};
