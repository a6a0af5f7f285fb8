import { describe, expect, test } from 'vitest';
import {
  arn,
  bucketName,
  ConfigError,
  listOf,
  oneOf,
  optional,
  switchedOn,
  text,
  textOf,
  url,
  type Variable,
  wholeNumber,
  withDefault,
} from '../src/index.ts';

type Case = readonly [string, Variable<unknown>, string | undefined, unknown];

const ACCEPTED: readonly Case[] = [
  ['text', text, ' ', ' '],
  ['text of its shortest length', textOf(2, 3), 'ab', 'ab'],
  ['text of its longest length', textOf(2, 3), 'abc', 'abc'],
  ['empty text, if that is permitted', textOf(0, 3), '', ''],
  ['an ARN', arn, 'arn:aws:iam::1:role/a', 'arn:aws:iam::1:role/a'],
  ['a bucket', bucketName, 'my.bucket-1', 'my.bucket-1'],
  ['a URL', url, 'http://127.0.0.1:4602/1/queue', 'http://127.0.0.1:4602/1/queue'],
  ['a URL between spaces', url, ' https://sqs.example ', 'https://sqs.example'],
  ['the smallest number', wholeNumber(1, 9), '1', 1],
  ['the largest number', wholeNumber(1, 9), '9', 9],
  ['a number with an exponent', wholeNumber(1), '5e7', 50_000_000],
  ['one of some', oneOf(['a', 'b']), 'b', 'b'],
  ['a list', listOf(oneOf(['a', 'b'])), ' a, b,', ['a', 'b']],
  ['a list that is not set', listOf(text), undefined, []],
  ['a switch that is on', switchedOn, 'true', true],
  ['a switch that is off', switchedOn, 'false', false],
  ['a switch that is not set', switchedOn, undefined, false],
  ['what need not be set', optional(wholeNumber(1)), undefined, undefined],
  ['what need not be set, but is', optional(wholeNumber(1)), '2', 2],
  ['what has a default', withDefault(wholeNumber(1), 7), undefined, 7],
  ['what has a default, but is set', withDefault(wholeNumber(1), 7), '2', 2],
];

const REJECTED: readonly Case[] = [
  ['no text', text, undefined, 'expected text that is not empty but it is not set'],
  ['empty text', text, '', 'expected text that is not empty'],
  ['text that is too short', textOf(2, 3), 'a', 'expected text with 2 to 3 characters'],
  ['text that is too long', textOf(2, 3), 'abcd', 'expected text with 2 to 3 characters'],
  ['the name of a role', arn, 'role', 'expected an ARN'],
  ['a bucket in capitals', bucketName, 'Bucket', 'expected the name of a bucket'],
  ['a URL of a file', url, 'file:///etc/passwd', 'expected a URL with http or https'],
  ['a URL without a host', url, 'https://', 'expected a URL with http or https'],
  ['a path', url, '/queue', 'expected a URL with http or https'],
  ['no URL', url, undefined, 'expected a URL with http or https but it is not set'],
  ['a number that is too small', wholeNumber(1, 9), '0', 'expected a whole number from 1 to 9'],
  ['a number that is too large', wholeNumber(1, 9), '10', 'expected a whole number from 1 to 9'],
  ['a fraction', wholeNumber(1), '1.5', 'expected a whole number of at least 1'],
  ['an inexact number', wholeNumber(1), '1e16', 'expected a whole number of at least 1'],
  ['infinity', wholeNumber(1), 'Infinity', 'expected a whole number of at least 1'],
  ['a number with a unit', wholeNumber(1), '5 MB', 'expected a whole number of at least 1'],
  ['empty text as a number', wholeNumber(0), ' ', 'expected a whole number of at least 0'],
  ['another choice', oneOf(['a', 'b']), 'A', 'expected one of a, b'],
  ['a name of every object', oneOf(['a']), 'toString', 'expected one of a'],
  ['a list with another choice', listOf(oneOf(['a'])), 'a,b', 'item 2: expected one of a'],
  ['a switch that says yes', switchedOn, 'yes', 'expected one of true, false'],
  ['an empty switch', switchedOn, '', 'expected one of true, false'],
  ['empty text that has a default', withDefault(text, 'a'), '', 'expected text that is not empty'],
  ['empty text that need not be set', optional(text), '', 'expected text that is not empty'],
];

describe('A variable', () => {
  test.each(ACCEPTED)('accepts %s', (_, variable, value, setting) => {
    expect(variable(value)).toEqual(setting);
  });

  test.each(REJECTED)('rejects %s', (_, variable, value, fault) => {
    expect(() => variable(value)).toThrow(new ConfigError([String(fault)]));
  });
});
