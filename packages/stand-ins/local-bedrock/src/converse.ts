import { isJsonObject, type JsonObject } from '@miniatura/local-service';
import type { DescriptionModel, ModelAnswer, Prompt, PromptImage } from './description-model.ts';
import { BedrockError } from './errors.ts';

const IMAGE_FORMATS = ['png', 'jpeg', 'gif', 'webp'] as const;

/** The limits of images in Converse's messages, see ImageBlock in the Bedrock API Reference. */
const MAX_IMAGE_BYTE_COUNT = 3_932_160;
const MAX_IMAGES = 20;

/**
 * Runs Converse: returns the model's answer to the prompt.
 * @throws BedrockError ResourceNotFoundException, ValidationException, and errors of the model
 */
export async function converse(
  model: DescriptionModel,
  { modelId, fields, signal }: ConverseCall,
): Promise<JsonObject> {
  if (modelId !== model.id) {
    throw new BedrockError(
      'ResourceNotFoundException',
      `Expected model ${model.id} but received ${modelId}`,
    );
  }
  const startedAt = performance.now();
  const prompt = parsePrompt(fields);
  const answer = await model.answer(prompt, signal);
  return {
    output: { message: { role: 'assistant', content: [{ text: answer.text }] } },
    stopReason: answer.stopReason,
    usage: usageOf(prompt, answer),
    metrics: { latencyMs: Math.round(performance.now() - startedAt) },
  };
}

export interface ConverseCall {
  readonly modelId: string;
  readonly fields: JsonObject;
  readonly signal: AbortSignal;
}

/** Estimates for models that report no token counts. */
const LETTERS_PER_TOKEN = 4;
const TOKENS_PER_IMAGE = 1000;

const tokensOf = (text: string): number => Math.ceil(text.length / LETTERS_PER_TOKEN);

function usageOf({ text, images }: Prompt, answer: ModelAnswer): JsonObject {
  const inputTokens = answer.inputTokens ?? tokensOf(text) + images.length * TOKENS_PER_IMAGE;
  const outputTokens = answer.outputTokens ?? tokensOf(answer.text);
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
}

function invalid(expected: string, name: string, value: unknown): BedrockError {
  return new BedrockError(
    'ValidationException',
    `Expected ${expected} for ${name} but received ${JSON.stringify(value)?.slice(0, 100)}`,
  );
}

function parsePrompt({ messages, inferenceConfig }: JsonObject): Prompt {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalid('at least one message', 'messages', messages);
  }
  const blocks = messages.flatMap(parseMessage);
  const images = blocks.flatMap(({ image }) => (image === undefined ? [] : [parseImage(image)]));
  if (images.length > MAX_IMAGES)
    throw invalid(`at most ${MAX_IMAGES} images`, 'messages', messages);
  const text = blocks.map((block) => (typeof block['text'] === 'string' ? block['text'] : ''));
  return { text: text.join(' ').trim(), images, maxTokens: parseMaxTokens(inferenceConfig) };
}

function parseMessage(message: unknown): readonly JsonObject[] {
  if (!isJsonObject(message)) throw invalid('an object', 'messages', message);
  const { role, content } = message;
  if (role !== 'user' && role !== 'assistant') throw invalid('user or assistant', 'role', role);
  if (!Array.isArray(content) || !content.every(isJsonObject)) {
    throw invalid('a list of blocks', 'content', content);
  }
  return content;
}

const DEFAULT_MAX_TOKENS = 1000;

function parseMaxTokens(config: unknown): number {
  const { maxTokens = DEFAULT_MAX_TOKENS } = isJsonObject(config) ? config : {};
  if (Number.isSafeInteger(maxTokens) && Number(maxTokens) > 0) return Number(maxTokens);
  throw invalid('a whole number above 0', 'inferenceConfig.maxTokens', maxTokens);
}

function parseImage(image: unknown): PromptImage {
  const { format, source } = isJsonObject(image) ? image : {};
  if (!(IMAGE_FORMATS as readonly unknown[]).includes(format)) {
    throw invalid(IMAGE_FORMATS.join(', '), 'image.format', format);
  }
  const bytes = isJsonObject(source) ? source['bytes'] : undefined;
  if (typeof bytes !== 'string' || bytes === '')
    throw invalid('base64', 'image.source.bytes', bytes);
  const decoded = Buffer.from(bytes, 'base64');
  if (decoded.length > MAX_IMAGE_BYTE_COUNT) {
    throw invalid(`at most ${MAX_IMAGE_BYTE_COUNT} bytes`, 'image.source.bytes', decoded.length);
  }
  return { bytes: decoded, mediaType: `image/${String(format)}` };
}
