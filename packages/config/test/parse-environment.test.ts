import { describe, expect, test } from 'vitest';
import {
  ConfigError,
  listOf,
  logLevel,
  oneOf,
  optional,
  parseEnvironment,
  text,
  textLike,
  wholeNumber,
} from '../src/index.ts';

const variables = { LOG_LEVEL: logLevel, BUCKET: text, MAX_BYTES: optional(wholeNumber(1)) };

describe('An environment', () => {
  test('becomes the settings of the variables, in camel case, with defaults and nothing else', () => {
    const environment = { BUCKET: 'thumbnails', MAX_BYTES: '7', HOME: '/home/ann' };
    expect(parseEnvironment(variables, environment)).toStrictEqual({
      logLevel: 'INFO',
      bucket: 'thumbnails',
      maxBytes: 7,
    });
  });

  test('does not have settings that are not set', () => {
    const settings = parseEnvironment(variables, { BUCKET: 'thumbnails' });
    expect(settings).toStrictEqual({ logLevel: 'INFO', bucket: 'thumbnails' });
  });

  test('is rejected with all its faults at once, by name', () => {
    const parse = () => parseEnvironment(variables, { LOG_LEVEL: 'LOUD', MAX_BYTES: '0' });
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(
      'Expected a valid environment but received:\n' +
        'LOG_LEVEL: expected one of DEBUG, INFO, WARN, ERROR, CRITICAL, SILENT\n' +
        'BUCKET: expected text that is not empty but it is not set\n' +
        'MAX_BYTES: expected a whole number of at least 1',
    );
  });

  test('is rejected with all wrong items of a list, by their place', () => {
    const parse = () =>
      parseEnvironment({ COLORS: listOf(oneOf(['red'])) }, { COLORS: 'red,x,,y' });
    expect(parse).toThrow(
      'COLORS: item 2: expected one of red\nCOLORS: item 3: expected one of red',
    );
  });

  test('is rejected without its values, which may be secret', () => {
    const secret = { DATABASE_URL: textLike(/^mysql:/, 'mysql://HOST') };
    try {
      parseEnvironment(secret, { DATABASE_URL: 'postgres://ann:opensesame@host/db' });
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain('opensesame');
    }
  });

  test('does not hide a fault of the program', () => {
    const broken = () => {
      throw new TypeError('broken');
    };
    expect(() => parseEnvironment({ BUCKET: broken }, {})).toThrow(TypeError);
  });
});
