import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ConfigError, logLevelSchema, parseEnvironment } from '../src/index.ts';

const schema = z.object({
  LOG_LEVEL: logLevelSchema,
  BUCKET: z.string(),
  DAYS: z.coerce.number().int().min(1),
});

describe('An environment', () => {
  test('becomes the settings that the schema names, in camel case, with defaults and nothing else', () => {
    const environment = { BUCKET: 'thumbnails', DAYS: '7', HOME: '/home/ann' };
    expect(parseEnvironment(schema, environment)).toEqual({
      logLevel: 'INFO',
      bucket: 'thumbnails',
      days: 7,
    });
  });

  test('is rejected with all its faults at once, by name', () => {
    const parse = () => parseEnvironment(schema, { LOG_LEVEL: 'LOUD', DAYS: '0' });
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(/^Expected a valid environment but received:\n/);
    for (const name of ['LOG_LEVEL', 'BUCKET', 'DAYS']) expect(parse).toThrow(`${name}: `);
  });

  test('is rejected without its values, which may be secret', () => {
    const secret = z.object({ DATABASE_URL: z.string().startsWith('mysql:') });
    try {
      parseEnvironment(secret, { DATABASE_URL: 'postgres://ann:opensesame@host/db' });
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain('opensesame');
    }
  });
});
