import { expect, onTestFinished, test, vi } from 'vitest';
import { type CommonError, type JsonService, serveJson, ServiceError } from '../src/index.ts';

class ProbeError extends ServiceError<CommonError> {
  override readonly name = 'ProbeError';

  override get httpStatus(): number {
    return this.code === 'internal-error' ? 500 : 400;
  }
}

async function runningProbe(answer: JsonService<string, ProbeError>['answer']) {
  const served = await serveJson<string, ProbeError>(
    {
      contentType: 'application/json',
      maxRequestByteCount: 100,
      operationOf: ({ url = '' }) => url,
      answer,
      createCommonError: (kind, message, options) => new ProbeError(kind, message, options),
      describeError: ({ code, message }) => ({ fields: { code, message } }),
    },
    { port: 0 },
  );
  onTestFinished(() => served.close());
  const headers = { 'content-type': 'application/json' };
  const post = (body: string) => fetch(`${served.endpoint}/a`, { method: 'POST', headers, body });
  return { served, post };
}

test('an empty body is an object without members', async () => {
  const { post } = await runningProbe(({ operation, fields }) => ({ operation, fields }));
  expect(await (await post('')).json()).toEqual({ operation: '/a', fields: {} });
});

test('a connection stays open for 60 s between requests', async () => {
  const { post } = await runningProbe(() => ({}));
  expect((await post('')).headers.get('keep-alive')).toBe('timeout=60');
});

test('an unexpected error is logged and returned as an internal error', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => printed.mockRestore());
  const fault = new TypeError('no such thing');
  const { post } = await runningProbe(() => Promise.reject(fault));
  const response = await post('{}');
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({
    code: 'internal-error',
    message: 'TypeError: no such thing',
  });
  expect(printed.mock.calls).toEqual([[expect.stringMatching(/^TypeError: no such thing\n {4}/)]]);
});

test('closing aborts the calls in flight, sends their responses and closes their connections', async () => {
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const { served, post } = await runningProbe(async ({ signal }) => {
    begin();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { isClosing: true };
  });
  const answered = post('{}');
  await begun;
  await served.close();
  const response = await answered;
  expect(await response.json()).toEqual({ isClosing: true });
  expect(response.headers.get('connection')).toBe('close');
});
