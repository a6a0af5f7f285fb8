import { expect, test } from 'vitest';
import { parseVisionSettings, type VisionInput, VisionSettingsError } from '../src/index.ts';

function input(changes: Partial<VisionInput>): VisionInput {
  return {
    url: 'http://127.0.0.1:11434/v1',
    model: 'llava',
    isRemoteAllowed: false,
    apiKey: undefined,
    ...changes,
  };
}

test.each([
  ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1/chat/completions'],
  ['http://localhost:1234/v1/', 'http://localhost:1234/v1/chat/completions'],
  ['http://[::1]:80/v1/chat/completions', 'http://[::1]/v1/chat/completions'],
  ['https://127.8.9.1', 'https://127.8.9.1/chat/completions'],
])('%s is on this machine, and questions are sent to %s', (url, href) => {
  const settings = parseVisionSettings(input({ url }));
  expect(settings).toMatchObject({ isRemote: false, model: 'llava' });
  expect(settings?.url.href).toBe(href);
});

test.each([
  'https://api.example.com/v1',
  'http://192.168.1.20:11434/v1',
  'http://0.0.0.0:11434/v1',
  'http://localhost.example.com/v1',
  'http://127.0.0.1.example.com/v1',
  'http://[::ffff:192.0.2.1]/v1',
])('%s is another machine, and needs --vision-allow-remote', (url) => {
  expect(() => parseVisionSettings(input({ url }))).toThrow('--vision-allow-remote');
  expect(parseVisionSettings(input({ url, isRemoteAllowed: true }))?.isRemote).toBe(true);
});

test('no endpoint is used by default', () => {
  expect(parseVisionSettings(input({ url: undefined, model: undefined }))).toBeUndefined();
});

test.each<[string, Partial<VisionInput>, string]>([
  ['a URL without a model', { model: undefined }, 'both --vision-url and --vision-model'],
  ['a model without a URL', { url: undefined }, 'both --vision-url and --vision-model'],
  ['words', { url: 'ollama\u001b' }, 'but received "ollama\\u001b"'],
  ['another protocol', { url: 'file:///etc/passwd' }, 'an address such as'],
  ['a password', { url: 'http://me:hush@127.0.0.1/v1' }, 'the key belongs in VISION_API_KEY'],
  ['an empty model', { model: '' }, 'ASCII characters'],
  ['a model of two lines', { model: 'a\nb' }, 'received "a\\nb"'],
  ['a key of two lines', { apiKey: 'hush\nhush' }, 'for VISION_API_KEY'],
])('%s is rejected with the expected value', (_, changes, message) => {
  const parse = () => parseVisionSettings(input(changes));
  expect(parse).toThrow(VisionSettingsError);
  expect(parse).toThrow(message);
  expect(parse).not.toThrow('hush');
});
