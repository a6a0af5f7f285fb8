import { randomUUID } from 'node:crypto';
import {
  type Problem,
  PROBLEM_MEDIA_TYPE,
  type ProblemCode,
  PROBLEMS,
  problemTypeOf,
} from '@miniatura/api-contract';
import type { WrittenAnswer } from '@miniatura/local-service';

/** Answers what the API does not receive, because it has a foreign Host or cannot be parsed. */
export function problemAnswer(status: number, detail: string): WrittenAnswer {
  const code = codeOf(status);
  const requestId = randomUUID();
  const type = problemTypeOf(code);
  const problem: Problem = { type, title: PROBLEMS[code].title, status, detail, code, requestId };
  return { contentType: PROBLEM_MEDIA_TYPE, body: JSON.stringify(problem) };
}

/** Returns the code of a status, or of an invalid request for one that has none, such as 408. */
function codeOf(status: number): ProblemCode {
  const codes: readonly ProblemCode[] = ['forbidden', 'too-large', 'headers-too-large'];
  return codes.find((code) => PROBLEMS[code].status === status) ?? 'invalid-request';
}
