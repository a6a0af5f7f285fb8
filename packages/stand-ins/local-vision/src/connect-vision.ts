import pLimit from 'p-limit';
import {
  chatRequest,
  readCompletion,
  requestVariants,
  type Question,
  type VisionAnswer,
} from './chat-completion.ts';
import { VisionError, type VisionErrorCode } from './errors.ts';
import { postJson, type PostAnswer } from './post-json.ts';
import { quote } from './quote.ts';
import { VISION_API_KEY_VARIABLE, type VisionSettings } from './vision-settings.ts';

/** A vision model that answers questions about pictures. */
export interface VisionEndpoint {
  /** As the endpoint names it. */
  readonly model: string;
  /** `http://127.0.0.1:11434`: what is told of where the model is. */
  readonly origin: string;
  /** Whether pictures leave this machine. */
  readonly isRemote: boolean;
  /** @throws VisionError; the signal's reason when it aborts */
  ask(question: Question, signal: AbortSignal): Promise<VisionAnswer>;
}

export interface VisionLimits {
  /** For one answer, from the moment that its question is sent. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Further questions wait: a laptop's model answers several at a time no sooner. */
  readonly questionsAtOnce: number;
}

export const VISION_LIMITS: VisionLimits = {
  timeoutMs: 90_000,
  maxAnswerBytes: 1024 * 1024,
  questionsAtOnce: 2,
};

/** Sends nothing until something is asked: the endpoint may start later. */
export function connectVision(
  settings: VisionSettings,
  limits: Partial<VisionLimits> = {},
): VisionEndpoint {
  const { url, model, isRemote } = settings;
  const client = { settings, limits: { ...VISION_LIMITS, ...limits } };
  const turns = pLimit(client.limits.questionsAtOnce);
  /** The first variant that the endpoint has taken. */
  let knownVariant = 0;

  const askInTurn = async (question: Question, signal: AbortSignal): Promise<VisionAnswer> => {
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
    ask: (question, signal) => turns(() => askInTurn(question, signal)),
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
      ? new VisionError('slow', `Expected ${url.origin} to answer within ${timeoutMs} ms`)
      : new VisionError(
          'away',
          `Expected an answer of ${url.origin} but received ${codeOf(error)}`,
          {
            cause: error,
          },
        );
  }
}

/** `ECONNREFUSED` */
const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'none';

const CODES: Readonly<Record<number, VisionErrorCode>> = {
  401: 'forbidden',
  403: 'forbidden',
  404: 'not-found',
  408: 'slow',
  429: 'busy',
};

function errorOf({ status, text }: PostAnswer, { url, model, apiKey }: VisionSettings) {
  const code = CODES[status] ?? (status >= 500 ? 'away' : 'rejected');
  const received = `Expected status 200 of ${url.origin} but received ${status}`;
  const details: Partial<Record<VisionErrorCode, string>> = {
    // Some servers repeat the key that they reject.
    forbidden: `is ${VISION_API_KEY_VARIABLE} right?`,
    'not-found': `is ${url.href} the API's address, and ${model} installed there?`,
  };
  return new VisionError(code, `${received}: ${details[code] ?? excerpt(text, apiKey)}`);
}

const SHOWN_CHARACTERS = 200;

function excerpt(text: string, apiKey: string | undefined): string {
  return quote(apiKey === undefined ? text : text.replaceAll(apiKey, '…'), SHOWN_CHARACTERS);
}
