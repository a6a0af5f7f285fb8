import * as z from 'zod';
import { VisionError } from './errors.ts';

/** A prompt with any number of images. */
export interface Question {
  readonly prompt: string;
  readonly images: readonly QuestionImage[];
  /** The maximum length of the answer in the model's tokens. */
  readonly maxTokens: number;
  /** The JSON Schema of the answer. Without it the answer is text. */
  readonly schema?: object | undefined;
}

export interface QuestionImage {
  readonly bytes: Uint8Array;
  /** `image/jpeg` */
  readonly mediaType: string;
}

export interface VisionAnswer {
  /** The answer without the model's reasoning. */
  readonly text: string;
  /** OpenAI's `finish_reason`, such as `stop`, `length` or `content_filter`. */
  readonly finishReason: string | undefined;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/**
 * Creates the body of a chat completion request.
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export function chatRequest(model: string, { prompt, images }: Question): object {
  return {
    model,
    stream: false,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: prompt },
          ...images.map((image) => ({ type: 'image_url', image_url: { url: dataUrl(image) } })),
        ],
      },
    ],
  };
}

function dataUrl({ bytes, mediaType }: QuestionImage): string {
  return `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
}

/**
 * Parameters that not all servers support, in the order in which they are tried: OpenAI's newer
 * models do not support `max_tokens`, and some servers do not support `response_format`.
 */
export function requestVariants({ maxTokens, schema }: Question): readonly object[] {
  const format = schema && {
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'answer', strict: true, schema },
    },
  };
  return [
    { max_tokens: maxTokens, ...format },
    { max_completion_tokens: maxTokens, ...format },
    { max_tokens: maxTokens },
  ];
}

const contentSchema = z.union([
  z.string(),
  z
    .array(z.object({ text: z.string().optional() }))
    .transform((parts) => parts.map(({ text = '' }) => text).join('')),
]);
const tokenCount = z.int().nonnegative().optional().catch(undefined);
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: contentSchema.nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z
    .object({ prompt_tokens: tokenCount, completion_tokens: tokenCount })
    .optional()
    .catch(undefined),
});

/** Parses a chat completion. @throws VisionError `invalid-answer` */
export function readCompletion(json: string): VisionAnswer {
  const { choices, usage } = parseCompletion(json);
  const [choice] = choices;
  return {
    text: withoutReasoning(choice?.message.content ?? ''),
    finishReason: choice?.finish_reason ?? undefined,
    inputTokens: usage?.prompt_tokens,
    outputTokens: usage?.completion_tokens,
  };
}

function parseCompletion(json: string): z.infer<typeof completionSchema> {
  try {
    return completionSchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new VisionError(
      'invalid-answer',
      'Expected a chat completion from the vision endpoint but received something else',
      { cause },
    );
  }
}

/** Some servers include the model's reasoning in the answer. */
function withoutReasoning(text: string): string {
  return text.replace(/^[\s\S]*<\/think>/, '').trim();
}
