import { BlockList, isIP } from 'node:net';
import { VisionSettingsError } from './errors.ts';
import { quote } from './quote.ts';

/** The environment variable of the API key. A key on a command line is visible to all processes. */
export const VISION_API_KEY_VARIABLE = 'VISION_API_KEY';

/** The user's settings before validation. */
export interface VisionInput {
  /** The base URL of an OpenAI-compatible API, such as `http://127.0.0.1:11434/v1`. */
  readonly url: string | undefined;
  /** The model's name at the endpoint, such as `llava:13b`. */
  readonly model: string | undefined;
  /** Whether images may be sent to another machine. */
  readonly isRemoteAllowed: boolean;
  readonly apiKey: string | undefined;
}

export interface VisionSettings {
  /** The URL to which questions are posted: `…/chat/completions`. */
  readonly url: URL;
  readonly model: string;
  readonly isRemote: boolean;
  readonly apiKey: string | undefined;
}

const COMPLETIONS_PATH = '/chat/completions';
/** The length of the database column of the model, minus a prefix. */
const MAX_MODEL_CHARACTERS = 200;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Validates the settings of a vision endpoint.
 * @returns undefined when no endpoint is configured
 * @throws VisionSettingsError
 */
export function parseVisionSettings(input: VisionInput): VisionSettings | undefined {
  const { url: text, model, apiKey } = input;
  if (text === undefined && model === undefined) return undefined;
  if (text === undefined || model === undefined) {
    throw new VisionSettingsError('Expected both --vision-url and --vision-model, or neither');
  }
  const url = parseBase(text);
  const isRemote = !isLoopback(url.hostname);
  if (isRemote && !input.isRemoteAllowed) {
    throw new VisionSettingsError(
      `Expected an address on this machine for --vision-url but received ${url.host}: every image ` +
        'would be sent there. Add --vision-allow-remote if that is what you want',
    );
  }
  return { url, model: checkedModel(model), isRemote, apiKey: checkedKey(apiKey) };
}

function parseBase(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new VisionSettingsError(
      `Expected an address such as http://127.0.0.1:11434/v1 for --vision-url but received ${printable(text)}`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new VisionSettingsError(
      `Expected no user or password in --vision-url: the key belongs in ${VISION_API_KEY_VARIABLE}`,
    );
  }
  const base = url.pathname.replace(/\/+$/, '');
  url.pathname = base.endsWith(COMPLETIONS_PATH) ? base : base + COMPLETIONS_PATH;
  return url;
}

function isLoopback(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  const version = isIP(address);
  if (version === 0) return address === 'localhost';
  return loopback.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

function checkedModel(model: string): string {
  if (new RegExp(`^[\\x21-\\x7e]{1,${MAX_MODEL_CHARACTERS}}$`).test(model)) return model;
  throw new VisionSettingsError(
    `Expected 1 to ${MAX_MODEL_CHARACTERS} ASCII characters without spaces for --vision-model but received ${printable(model)}`,
  );
}

/** The message never contains the key. */
function checkedKey(apiKey: string | undefined): string | undefined {
  if (apiKey === undefined || apiKey === '') return undefined;
  if (/^[\x21-\x7e]+$/.test(apiKey)) return apiKey;
  throw new VisionSettingsError(
    `Expected ASCII characters without spaces and line breaks for ${VISION_API_KEY_VARIABLE}`,
  );
}

const SHOWN_CHARACTERS = 200;

const printable = (text: string): string => quote(text, SHOWN_CHARACTERS);
