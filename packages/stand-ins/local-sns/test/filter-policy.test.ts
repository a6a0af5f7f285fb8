import { expect, test } from 'vitest';
import { type FilterPolicyScope, parseFilterPolicy } from '../src/filter-policy.ts';
import { matchesFilterPolicy } from '../src/matches-filter-policy.ts';

function matchesBody(policy: unknown, body: unknown): boolean {
  return matchesFilterPolicy(
    parseFilterPolicy(JSON.stringify(policy), 'MessageBody'),
    'MessageBody',
    {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: {},
    },
  );
}

test.each<[condition: unknown, matching: readonly unknown[], others: readonly unknown[]]>([
  ['a', ['a', ['b', 'a']], ['b', 'A', 'aa', 1, null, {}, []]],
  [1, [1, 1.0, [2, 1]], ['1', 2, true]],
  [true, [true], [false, 'true', 1]],
  [null, [null], ['null', 0, '']],
  [{ prefix: 'im' }, ['import', ['x', 'im']], ['him', 'IM', 1]],
  [{ suffix: '.jpg' }, ['a.jpg', '.jpg'], ['a.jpeg', 'a.JPG', 1]],
  [{ 'equals-ignore-case': 'Ab' }, ['ab', 'AB'], ['abc', 'b']],
  [{ 'anything-but': 'a' }, ['b', 'A', 1, ['a', 'b']], ['a', ['a'], []]],
  [{ 'anything-but': ['a', 'b'] }, ['c', ['a', 'c']], ['a', 'b', ['a', 'b']]],
  [{ 'anything-but': [1, 2] }, [3, '1'], [1, 2]],
  [{ 'anything-but': { prefix: 'import/' } }, ['a', 'x/import/'], ['import/', 'import/a']],
  [{ 'anything-but': { suffix: '.gif' } }, ['a.jpg'], ['a.gif']],
  [{ numeric: ['=', 1.5] }, [1.5], [1, '1.5']],
  [{ numeric: ['>', 0, '<=', 5] }, [0.1, 5], [0, 5.1, '3']],
  [{ numeric: ['<', 0] }, [-1], [0, 1]],
  [{ numeric: ['>=', 2] }, [2, 3], [1.9]],
  [{ exists: true }, ['a', 0, false, [1]], [null, '', []]],
  [{ cidr: '10.0.0.0/24' }, ['10.0.0.255'], ['10.0.1.0', 'x', '::1', 10]],
  [{ cidr: '2001:db8::/32' }, ['2001:db8:1::1'], ['2001:db9::1', '10.0.0.1']],
])('the condition %j matches %j and none of %j', (condition, matching, others) => {
  const policy = { key: [condition] };
  const passes = (values: readonly unknown[]) =>
    values.filter((key) => matchesBody(policy, { key, more: 1 }));
  expect(passes(matching)).toEqual(matching);
  expect(passes(others)).toEqual([]);
  expect(matchesBody(policy, { more: 1 })).toBe(false);
});

test('one of several conditions is enough, and every key must match', () => {
  const policy = { a: ['x', { prefix: 'y' }], b: [1] };
  expect(matchesBody(policy, { a: 'yes', b: 1 })).toBe(true);
  expect(matchesBody(policy, { a: 'yes', b: 2 })).toBe(false);
  expect(matchesBody(policy, { a: 'no', b: 1 })).toBe(false);
  expect(matchesBody({}, 'anything')).toBe(true);
});

test('a key may be required to be absent if the message has other keys', () => {
  const policy = { a: [{ exists: false }] };
  expect(matchesBody(policy, { b: 1 })).toBe(true);
  expect(matchesBody(policy, { a: 1 })).toBe(false);
  expect(matchesBody(policy, {})).toBe(false);
  expect(matchesBody({ a: [{ exists: false }, { 'anything-but': ['x'] }] }, { b: 1 })).toBe(true);
});

test('keys may be nested, and one object of an array must match all of them', () => {
  const policy = { Records: { s3: { object: { key: [{ prefix: 'import/' }] } }, n: [1] } };
  const record = (key: string, n: number) => ({ s3: { object: { key } }, n });
  expect(matchesBody(policy, { Records: [record('a', 1), record('import/a', 1)] })).toBe(true);
  expect(matchesBody(policy, { Records: [record('a', 1), record('import/a', 2)] })).toBe(false);
  expect(matchesBody(policy, { Records: record('import/a', 1) })).toBe(true);
  for (const Records of [[], null, 'import/', [[]]]) {
    expect(matchesBody(policy, { Records })).toBe(false);
  }
});

test('$or joins policies, and the other keys must match too', () => {
  const policy = { a: ['x'], $or: [{ b: [1] }, { c: { d: [2] } }] };
  expect(matchesBody(policy, { a: 'x', b: 1 })).toBe(true);
  expect(matchesBody(policy, { a: 'x', c: { d: 2 } })).toBe(true);
  expect(matchesBody(policy, { a: 'x', b: 2 })).toBe(false);
  expect(matchesBody(policy, { a: 'y', b: 1 })).toBe(false);
});

test.each(['', 'text', '[]', '[{"a":"x"}]', '"a"', '{"a":'])(
  'the body %j matches no policy',
  (body) => {
    expect(matchesBody({ a: ['x'] }, body)).toBe(false);
  },
);

test('attributes match by their types; binary attributes never match', () => {
  const attributes = {
    text: { DataType: 'String', StringValue: '5' },
    number: { DataType: 'Number', StringValue: '5.0' },
    list: { DataType: 'String.Array', StringValue: '["a",1,true,null]' },
    broken: { DataType: 'String.Array', StringValue: '[' },
    bytes: { DataType: 'Binary', BinaryValue: 'AA==' },
  };
  const matches = (policy: unknown) =>
    matchesFilterPolicy(
      parseFilterPolicy(JSON.stringify(policy), 'MessageAttributes'),
      'MessageAttributes',
      { body: '{"text":"body"}', attributes },
    );
  expect(matches({ text: ['5'], number: [5] })).toBe(true);
  expect(matches({ text: [5] })).toBe(false);
  for (const value of ['a', 1, true, null]) expect(matches({ list: [value] })).toBe(true);
  expect(matches({ list: ['b'] })).toBe(false);
  expect(matches({ broken: ['a'] })).toBe(false);
  expect(matches({ bytes: [{ exists: true }] })).toBe(false);
  expect(matches({ $or: [{ text: ['no'] }, { number: [5] }] })).toBe(true);
});

test.each<[policy: string, scope: FilterPolicyScope, reason: string]>([
  ['[]', 'MessageBody', 'must be an object'],
  ['{"a":"x"}', 'MessageBody', "expected a list of values or an object for 'a'"],
  ['{"a":[]}', 'MessageBody', 'expected at least one value'],
  ['{"a":{"b":["x"]}}', 'MessageAttributes', 'only MessageBody policies are nested'],
  ['{"a":[["x"]]}', 'MessageBody', "expected a value or one operator for 'a'"],
  ['{"a":[{"prefix":"x","suffix":"y"}]}', 'MessageBody', 'one operator'],
  ['{"a":[{"regex":"x"}]}', 'MessageBody', 'unrecognized match type regex'],
  ['{"a":[{"toString":"x"}]}', 'MessageBody', 'unrecognized match type toString'],
  ['{"a":[{"numeric":[">"]}]}', 'MessageBody', 'of numeric'],
  ['{"a":[{"numeric":["~",1]}]}', 'MessageBody', 'of numeric'],
  ['{"a":[{"cidr":"10.0.0.0/33"}]}', 'MessageBody', 'of cidr'],
  ['{"a":[{"cidr":"x/1"}]}', 'MessageBody', 'of cidr'],
  ['{"a":[{"exists":"yes"}]}', 'MessageBody', 'of exists'],
  ['{"a":[{"anything-but":[]}]}', 'MessageBody', 'of anything-but'],
  ['{"a":[{"anything-but":{"wildcard":"x"}}]}', 'MessageBody', 'of anything-but'],
  ['{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}', 'MessageBody', 'more than 5 keys'],
  [JSON.stringify({ a: Array.from({ length: 151 }, (_, n) => n) }), 'MessageBody', 'too complex'],
])('the policy %s for %s is rejected', (policy, scope, reason) => {
  expect(() => parseFilterPolicy(policy, scope)).toThrow(reason);
});
