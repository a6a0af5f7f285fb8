import pLimit from 'p-limit';
import {
  chatRequest,
  type Question,
  readCompletion,
  requestVariants,
  type VisionAnswer,
} from './chat-completion.ts';
import { VisionError, type VisionErrorCode } from './errors.ts';
import { type PostAnswer, postJson } from './post-json.ts';
import { quote } from './quote.ts';
import { VISION_API_KEY_VARIABLE, type VisionSettings } from './vision-settings.ts';

/** A vision model that answers questions about images. */
export interface VisionEndpoint {
  /** The model's name at the endpoint. */
  readonly model: string;
  /** The origin of the endpoint for messages, such as `http://127.0.0.1:11434`. */
  readonly origin: string;
  /** Whether images are sent to another machine. */
  readonly isRemote: boolean;
  /** @throws VisionError; the signal's reason when it aborts */
  ask(question: Question, signal: AbortSignal): Promise<VisionAnswer>;
}

export interface VisionLimits {
  /** The timeout of one answer, from the moment its question is sent. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /**
   * The maximum number of concurrent questions; others wait. On a laptop more would not be faster.
   */
  readonly maxConcurrentQuestions: number;
}

export const VISION_LIMITS: VisionLimits = {
  timeoutMs: 90_000,
  maxAnswerBytes: 1024 * 1024,
  maxConcurrentQuestions: 2,
};

/** Creates a client. It connects with the first question, so that the endpoint may start later. */
export function connectVision(
  settings: VisionSettings,
  limits: Partial<VisionLimits> = {},
): VisionEndpoint {
  const { url, model, isRemote } = settings;
  const client = { settings, limits: { ...VISION_LIMITS, ...limits } };
  const limit = pLimit(client.limits.maxConcurrentQuestions);
  /** The index of the first variant that the endpoint has accepted. */
  let knownVariant = 0;

  const askVariants = async (question: Question, signal: AbortSignal): Promise<VisionAnswer> => {
    let failure: VisionError | undefined;
    for (const [index, variant] of requestVariants(question).entries()) {
      if (index < knownVariant) continue;
      const body = { ...chatRequest(model, question), ...variant };
      const answer = await post(client, body, signal);
      if (answer.status === 200) {
        knownVariant = index;
        return readCompletion(answer.text);
      }
      failure ??= errorOf(answer, settings);
      if (failure.code !== 'rejected') break;
    }
    throw failure;
  };

  return {
    ...{ model, isRemote, origin: url.origin },
    ask: (question, signal) => limit(() => askVariants(question, signal)),
  };
}

async function post(
  { settings, limits }: { readonly settings: VisionSettings; readonly limits: VisionLimits },
  body: object,
  signal: AbortSignal,
): Promise<PostAnswer> {
  const { url, apiKey, isRemote } = settings;
  const { timeoutMs, maxAnswerBytes } = limits;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await postJson(url, {
      body,
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.any([signal, timeout]),
      ...{ maxAnswerBytes, isRemote },
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof VisionError) throw error;
    throw timeout.aborted
      ? new VisionError('timeout', `Expected ${url.origin} to answer within ${timeoutMs} ms`)
      : new VisionError(
          'unavailable',
          `Expected an answer from ${url.origin} but received ${codeOf(error)}`,
          {
            cause: error,
          },
        );
  }
}

/** An error code such as `ECONNREFUSED`. */
const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'none';

const CODES: Readonly<Record<number, VisionErrorCode>> = {
  401: 'forbidden',
  403: 'forbidden',
  404: 'not-found',
  408: 'timeout',
  429: 'throttled',
};

function errorOf({ status, text }: PostAnswer, { url, model, apiKey }: VisionSettings) {
  const code = CODES[status] ?? (status >= 500 ? 'unavailable' : 'rejected');
  const received = `Expected status 200 from ${url.origin} but received ${status}`;
  const details: Partial<Record<VisionErrorCode, string>> = {
    // The response is not shown: some servers repeat the rejected key in it.
    forbidden: `check ${VISION_API_KEY_VARIABLE}`,
    'not-found': `check that ${url.href} is the API's address and that ${model} is installed there`,
  };
  return new VisionError(code, `${received}: ${details[code] ?? excerpt(text, apiKey)}`);
}

const SHOWN_CHARACTERS = 200;

function excerpt(text: string, apiKey: string | undefined): string {
  return quote(apiKey === undefined ? text : text.replaceAll(apiKey, '…'), SHOWN_CHARACTERS);
}
