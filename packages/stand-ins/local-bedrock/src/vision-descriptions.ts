import { type VisionEndpoint, VisionError, type VisionErrorCode } from '@miniatura/local-vision';
import type { DescriptionModel, ModelAnswer } from './description-model.ts';
import { BedrockError, type BedrockErrorCode } from './errors.ts';

/** Answers Converse calls by asking a vision endpoint the same prompt. */
export function visionDescriptions(vision: VisionEndpoint): DescriptionModel {
  return {
    id: `vision-${vision.model}`,
    answer: async ({ text: prompt, images, maxTokens }, signal) => {
      try {
        const answer = await vision.ask({ prompt, images, maxTokens }, signal);
        const { inputTokens, outputTokens, finishReason } = answer;
        return {
          text: withoutControls(answer.text).slice(0, MAX_ANSWER_CHARACTERS),
          stopReason: STOP_REASONS[finishReason ?? ''] ?? 'end_turn',
          ...{ inputTokens, outputTokens },
        };
      } catch (error) {
        throw toBedrockError(error);
      }
    },
  };
}

/** Longer answers are truncated. */
const MAX_ANSWER_CHARACTERS = 10_000;

/** Replaces control characters and direction marks by spaces, except line breaks and tabs. */
function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (character) =>
    /[\n\t]/.test(character) ? character : ' ',
  );
}

const STOP_REASONS: Readonly<Record<string, ModelAnswer['stopReason']>> = {
  length: 'max_tokens',
  content_filter: 'content_filtered',
};

const ERROR_CODES: Readonly<Record<VisionErrorCode, BedrockErrorCode>> = {
  unavailable: 'ServiceUnavailableException',
  timeout: 'ModelTimeoutException',
  throttled: 'ThrottlingException',
  forbidden: 'AccessDeniedException',
  'not-found': 'ResourceNotFoundException',
  rejected: 'ValidationException',
  'invalid-answer': 'ModelErrorException',
};

/**
 * Converts errors. If the client has disconnected or the service is closing, nobody reads the
 * response.
 */
function toBedrockError(error: unknown): BedrockError {
  return error instanceof VisionError
    ? new BedrockError(ERROR_CODES[error.code], error.message, { cause: error })
    : new BedrockError(
        'ServiceUnavailableException',
        'Expected the client to wait for the response but it disconnected, or the service is closing',
        {
          cause: error,
        },
      );
}
