import { VisionError, type VisionEndpoint, type VisionErrorCode } from '@miniatura/local-vision';
import type { DescriptionModel, ModelAnswer } from './description-model.ts';
import { BedrockError, type BedrockErrorCode } from './errors.ts';

/** Answers by a vision endpoint, which is asked what Converse is asked. */
export const visionDescriptions = (vision: VisionEndpoint): DescriptionModel => ({
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
});

/** No description is longer. */
const MAX_ANSWER_CHARACTERS = 10_000;

/** Line breaks and tabs are part of a text; other controls and marks of direction are not. */
const withoutControls = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (character) =>
    /[\n\t]/.test(character) ? character : ' ',
  );

const STOP_REASONS: Readonly<Record<string, ModelAnswer['stopReason']>> = {
  length: 'max_tokens',
  content_filter: 'content_filtered',
};

const ERROR_CODES: Readonly<Record<VisionErrorCode, BedrockErrorCode>> = {
  away: 'ServiceUnavailableException',
  slow: 'ModelTimeoutException',
  busy: 'ThrottlingException',
  forbidden: 'AccessDeniedException',
  'not-found': 'ResourceNotFoundException',
  rejected: 'ValidationException',
  'invalid-answer': 'ModelErrorException',
};

/** A call whose caller has gone, or whose service closes, gets an answer that nobody reads. */
const toBedrockError = (error: unknown): BedrockError =>
  error instanceof VisionError
    ? new BedrockError(ERROR_CODES[error.code], error.message, { cause: error })
    : new BedrockError(
        'ServiceUnavailableException',
        'Expected the caller to wait for the answer',
        {
          cause: error,
        },
      );
