import { expect, it } from 'vitest';
import { sdkImports } from '../src/cold-start/sdk-imports.ts';

it('creates the clients of a bundle by the names that the SDK gives them', async () => {
  const folder = '../../node_modules/@aws-sdk/client-sqs/dist-es';
  const modules = ['SQSClient.js', 'commands/SendMessageCommand.js', 'models/enums.js'];
  const [statements = ''] = sdkImports(modules.map((module) => `${folder}/${module}`));
  expect(statements.split('\n')).toEqual([
    "import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';",
    'export { SQSClient, SendMessageCommand };',
    "new SQSClient({ region: 'us-east-1' });",
  ]);
});
