import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { connectVision, parseVisionSettings } from '@miniatura/local-vision';
import {
  type Reply,
  type SeenRequest,
  serveVision,
} from '@miniatura/local-vision/test-support/serve-vision';
import { expect, onTestFinished, test } from 'vitest';
import { startLocalBedrock, visionDescriptions } from '../src/index.ts';

async function running(reply: (request: SeenRequest, index: number) => Reply, timeoutMs = 20_000) {
  const vision = await serveVision(reply);
  onTestFinished(() => vision.close());
  const settings = parseVisionSettings({
    ...{ url: vision.url, model: 'library/llava:7b', isRemoteAllowed: false, apiKey: undefined },
  });
  const model = visionDescriptions(connectVision(settings ?? expect.fail(), { timeoutMs }));
  const bedrock = await startLocalBedrock({ port: 0, model });
  onTestFinished(() => bedrock.close());
  const client = new BedrockRuntimeClient({
    endpoint: bedrock.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  const image = { format: 'jpeg', source: { bytes: Buffer.from('image') } } as const;
  const converse = () =>
    client.send(
      new ConverseCommand({
        modelId: model.id,
        messages: [{ role: 'user', content: [{ image }, { text: 'Describe it.' }] }],
        inferenceConfig: { maxTokens: 123 },
      }),
    );
  return { vision, model, bedrock, converse };
}

test('the model of the endpoint receives the prompt of Converse', async () => {
  const { vision, model, converse } = await running(() => 'A dog on a beach.');
  const { output, stopReason, usage } = await converse();
  expect(model.id).toBe('vision-library/llava:7b');
  expect(output?.message?.content).toEqual([{ text: 'A dog on a beach.' }]);
  expect(stopReason).toBe('end_turn');
  expect(usage).toMatchObject({ inputTokens: 321, outputTokens: 12, totalTokens: 333 });
  expect(vision.seen[0]?.body).toMatchObject({
    model: 'library/llava:7b',
    max_tokens: 123,
    messages: [
      {
        content: [
          { text: 'Describe it.' },
          { image_url: { url: `data:image/jpeg;base64,${btoa('image')}` } },
        ],
      },
    ],
  });
});

function answerOf(content: string, finish_reason: string) {
  return (response: { end(body: string): void }) =>
    response.end(JSON.stringify({ choices: [{ message: { content }, finish_reason }] }));
}

test.each([
  ['a truncated answer', answerOf('A dog on', 'length'), 'max_tokens', 'A dog on'],
  ['a filtered answer', answerOf('', 'content_filter'), 'content_filtered', ''],
  ['control characters', answerOf('A\u0000dog\u202e.\n', 'stop'), 'end_turn', 'A dog .'],
  ['a book', answerOf('x'.repeat(500_000), 'stop'), 'end_turn', 'x'.repeat(10_000)],
])('%s is returned with its stop reason', async (_, reply, stopReason, text) => {
  const { converse } = await running(() => reply);
  const answer = await converse();
  expect(answer.stopReason).toBe(stopReason);
  expect(answer.output?.message?.content).toEqual([{ text }]);
});

test.each<[string, Reply, string]>([
  ['a failure', { status: 500 }, 'ServiceUnavailableException'],
  ['a dropped connection', (response) => response.destroy(), 'ServiceUnavailableException'],
  ['too many requests', { status: 429 }, 'ThrottlingException'],
  ['a wrong key', { status: 403 }, 'AccessDeniedException'],
  ['an unknown model', { status: 404 }, 'ResourceNotFoundException'],
  ['a rejected question', { status: 400 }, 'ValidationException'],
  ['no chat completion', (response) => response.end('<html>'), 'ModelErrorException'],
  ['no answer in time', () => undefined, 'ModelTimeoutException'],
])('%s of the endpoint is converted to an error of Bedrock', async (_, reply, name) => {
  // On a busy machine, the other answers may take longer than a second.
  const timeoutMs = name === 'ModelTimeoutException' ? 1000 : undefined;
  const { converse } = await running(() => reply, timeoutMs);
  await expect(converse()).rejects.toMatchObject({ name });
});

test('closing does not wait for the model', async () => {
  const asked = Promise.withResolvers<void>();
  const { bedrock, converse } = await running(() => () => asked.resolve());
  const answer = converse().catch(({ name }: Error) => name);
  await asked.promise;
  await bedrock.close();
  expect(await answer).toBe('ServiceUnavailableException');
});
