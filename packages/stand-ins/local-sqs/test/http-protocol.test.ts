import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { SQS_ERRORS, type SqsErrorCode, SqsServiceError } from '../src/index.ts';
import { runningSqs, sqsClient } from './running-sqs.ts';

const JSON_HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'AmazonSQS.ListQueues',
};

async function post(init: RequestInit & { headers: Record<string, string> }) {
  const sqs = await runningSqs();
  const response = await fetch(sqs.endpoint, { method: 'POST', ...init });
  return { response, body: (await response.json()) as Record<string, unknown> };
}

test('a missing queue is an error in both SQS protocols', async () => {
  const { response, body } = await post({
    headers: { ...JSON_HEADERS, 'x-amz-target': 'AmazonSQS.GetQueueUrl' },
    body: JSON.stringify({ QueueName: 'nowhere' }),
  });
  expect(response.status).toBe(400);
  expect(response.headers.get('x-amzn-query-error')).toBe(
    'AWS.SimpleQueueService.NonExistentQueue;Sender',
  );
  expect(body).toEqual({
    __type: 'com.amazonaws.sqs#QueueDoesNotExist',
    message: "The specified queue does not exist: 'nowhere'.",
  });
});

test.each([
  ['a web page', { headers: { ...JSON_HEADERS, origin: 'https://example.com' } }, 403],
  ['plain text', { headers: { 'content-type': 'text/plain' } }, 400],
  [
    'an unknown operation',
    { headers: { ...JSON_HEADERS, 'x-amz-target': 'AmazonSQS.Dance' } },
    404,
  ],
  [
    'a member of Object',
    { headers: { ...JSON_HEADERS, 'x-amz-target': 'AmazonSQS.toString' } },
    404,
  ],
  ['another service', { headers: { ...JSON_HEADERS, 'x-amz-target': 'ListQueues' } }, 404],
  ['broken JSON', { headers: JSON_HEADERS, body: '{' }, 400],
  ['a JSON list', { headers: JSON_HEADERS, body: '[]' }, 400],
  ['too much', { headers: JSON_HEADERS, body: 'x'.repeat(9_000_000) }, 413],
])('a request of %s is rejected with a message', async (_, init, status) => {
  const { response, body } = await post(init);
  expect(response.status).toBe(status);
  expect(body.message).toMatch(/^Expected /);
});

const FORM_HEADERS = { 'content-type': 'application/x-www-form-urlencoded' };

async function postForm(form: string, headers: Record<string, string> = {}, path = '/') {
  const sqs = await runningSqs();
  sqs.createQueue({ name: 'jobs' });
  const response = await fetch(`${sqs.endpoint}${path}`, {
    method: 'POST',
    headers: { ...FORM_HEADERS, ...headers },
    body: form,
  });
  return { response, xml: await response.text() };
}

test.each([
  ['a web page', 'Action=ListQueues', { origin: 'https://example.com' }, 403, 'InvalidSecurity'],
  ['a page without an address', 'Action=ListQueues', { origin: 'null' }, 403, 'InvalidSecurity'],
  ['an unknown action', 'Action=Dance', {}, 404, 'InvalidAction'],
  ['no action', '', {}, 404, 'InvalidAction'],
  ['a member of Object', 'Action=toString', {}, 404, 'InvalidAction'],
  ['another version', 'Action=ListQueues&Version=2009-02-01', {}, 404, 'InvalidAction'],
  ['a missing field', 'Action=CreateQueue', {}, 400, 'MissingParameter'],
  ['text for a number', 'Action=ListQueues&MaxResults=ten', {}, 400, 'SerializationException'],
  ['too much', `Action=ListQueues&x=${'x'.repeat(9_000_000)}`, {}, 413, 'RequestEntityTooLarge'],
])('a form of %s is rejected in XML', async (_, form, headers, status, code) => {
  const { response, xml } = await postForm(form, headers as Record<string, string>);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('text/xml');
  expect(xml).toMatch(
    /^<\?xml version="1.0"\?>\n<ErrorResponse xmlns="http:\/\/queue.amazonaws.com/,
  );
  expect(xml).toContain(`<Code>${code}</Code>`);
  expect(xml).toMatch(/<RequestId>[0-9a-f-]{36}<\/RequestId><\/ErrorResponse>$/);
});

test('a form may specify its queue by the path only, and list members in any order', async () => {
  const form =
    'Action=GetQueueAttributes&AttributeName.10=QueueArn&AttributeName.2=VisibilityTimeout&__proto__.1=x';
  const { response, xml } = await postForm(form, {}, '/000000000000/jobs');
  expect(response.status).toBe(200);
  expect(xml).toContain('<Name>VisibilityTimeout</Name><Value>30</Value>');
  expect(xml).toContain('<Value>arn:aws:sqs:us-east-1:000000000000:jobs</Value>');
});

test('the error for a GET says which method is expected', async () => {
  const sqs = await runningSqs();
  const response = await fetch(sqs.endpoint);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('Expected POST with Content-Type');
});

test.each([
  [{ MaxNumberOfMessages: 11 }, 'InvalidParameterValue'],
  [{ MaxNumberOfMessages: 0 }, 'InvalidParameterValue'],
  [{ VisibilityTimeout: 43_201 }, 'InvalidParameterValue'],
  [{ WaitTimeSeconds: 21 }, 'InvalidParameterValue'],
  [{ WaitTimeSeconds: 1.5 }, 'SerializationException'],
])('a receive with %o is rejected as %s', async (options, name) => {
  const sqs = await runningSqs();
  const { url: QueueUrl } = sqs.createQueue({ name: 'jobs' });
  const receive = new ReceiveMessageCommand({ QueueUrl, ...options });
  await expect(sqsClient(sqs.endpoint).send(receive)).rejects.toMatchObject({ name });
});

test('a client without an endpoint reaches the queue through its URL', async () => {
  const sqs = await runningSqs();
  const queue = sqs.createQueue({ name: 'jobs' });
  queue.send('x');
  const client = new SQSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  onTestFinished(() => client.destroy());
  const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: queue.url }));
  expect(Messages?.[0]?.Body).toBe('x');
  const gone = new DeleteMessageCommand({
    QueueUrl: queue.url,
    ReceiptHandle: Messages?.[0]?.ReceiptHandle,
  });
  await client.send(gone);
  await client.send(gone);
});

test('every error has an HTTP status and a query code', () => {
  for (const code of Object.keys(SQS_ERRORS) as SqsErrorCode[]) {
    const error = new SqsServiceError(code, 'Expected more.');
    expect(error).toMatchObject({ name: 'SqsServiceError', code });
    expect(error.httpStatus).toBeGreaterThanOrEqual(400);
    expect(error.queryCode).toMatch(/^[\w.]+$/);
  }
});
