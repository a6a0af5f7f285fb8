import { expect, test } from 'vitest';
import { md5OfBody, md5OfMessageAttributes } from '../src/message-md5.ts';

test('the MD5 of a body is that of its UTF-8 bytes', () => {
  expect(md5OfBody('')).toBe('d41d8cd98f00b204e9800998ecf8427e');
});

test.each([
  [
    { timestamp: { DataType: 'Number', StringValue: '1493147359900' } },
    '235c5c510d26fb653d073faed50ae77c',
  ],
  [
    { SellerName: { DataType: 'String', StringValue: 'Example Store' } },
    'cd28f3b68aeee4b2eac9c66f2f694b58',
  ],
  [
    {
      ordinal: { DataType: 'Number', StringValue: '1' },
      category: { DataType: 'String', StringValue: 'test' },
    },
    'd21ae90c49061e927f57df5f5d72be1f',
  ],
])('the MD5 of message attributes is the one SQS returns: %o', (attributes, md5) => {
  expect(md5OfMessageAttributes(attributes)).toBe(md5);
});

test('no attributes have no MD5', () => {
  expect(md5OfMessageAttributes({})).toBe(undefined);
});
