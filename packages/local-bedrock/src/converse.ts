import { isJsonObject, type JsonObject } from '@miniatura/local-service';
import { describePixels } from './describe-pixels.ts';
import { BedrockError } from './errors.ts';

/** Says what answers: measures of pixels, no model of the world. */
export const LOCAL_MODEL_ID = 'local.pixels-v1';

const IMAGE_FORMATS = ['png', 'jpeg', 'gif', 'webp'] as const;

/** Of ImageBlock's source, from the limits of Converse's messages. */
const MAX_IMAGE_BYTE_COUNT = 3_932_160;
const MAX_IMAGES = 20;

interface Prompt {
  readonly text: string;
  readonly images: readonly Buffer[];
}

/**
 * Converse: the picture's format, brightness and most frequent colour in one sentence.
 * @throws BedrockError ResourceNotFoundException, ValidationException
 */
export const converse = async (modelId: string, fields: JsonObject): Promise<JsonObject> => {
  if (modelId !== LOCAL_MODEL_ID) {
    throw new BedrockError(
      'ResourceNotFoundException',
      `Expected model ${LOCAL_MODEL_ID} but received ${modelId}`,
    );
  }
  const startedAt = performance.now();
  const { text, images } = parsePrompt(fields);
  const sentences = await Promise.all(images.map(describePixels));
  const answer = sentences.join(' ') || 'There is no picture to describe.';
  return {
    output: { message: { role: 'assistant', content: [{ text: answer }] } },
    stopReason: 'end_turn',
    usage: usageOf(tokensOf(text) + images.length * TOKENS_PER_IMAGE, tokensOf(answer)),
    metrics: { latencyMs: Math.round(performance.now() - startedAt) },
  };
};

/** Made up, as there are no tokens: four letters are about one, and a picture is many. */
const LETTERS_PER_TOKEN = 4;
const TOKENS_PER_IMAGE = 1000;

const tokensOf = (text: string): number => Math.ceil(text.length / LETTERS_PER_TOKEN);

const usageOf = (inputTokens: number, outputTokens: number): JsonObject => ({
  inputTokens,
  outputTokens,
  totalTokens: inputTokens + outputTokens,
});

const invalid = (expected: string, name: string, value: unknown): BedrockError =>
  new BedrockError(
    'ValidationException',
    `Expected ${expected} for ${name} but received ${JSON.stringify(value)?.slice(0, 100)}`,
  );

const parsePrompt = ({ messages }: JsonObject): Prompt => {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalid('at least one message', 'messages', messages);
  }
  const blocks = messages.flatMap(parseMessage);
  const images = blocks.flatMap(({ image }) => (image === undefined ? [] : [parseImage(image)]));
  if (images.length > MAX_IMAGES)
    throw invalid(`at most ${MAX_IMAGES} images`, 'messages', messages);
  const text = blocks.map((block) => (typeof block['text'] === 'string' ? block['text'] : ''));
  return { text: text.join(' '), images };
};

const parseMessage = (message: unknown): readonly JsonObject[] => {
  if (!isJsonObject(message)) throw invalid('an object', 'messages', message);
  const { role, content } = message;
  if (role !== 'user' && role !== 'assistant') throw invalid('user or assistant', 'role', role);
  if (!Array.isArray(content) || !content.every(isJsonObject)) {
    throw invalid('a list of blocks', 'content', content);
  }
  return content;
};

const parseImage = (image: unknown): Buffer => {
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
  return decoded;
};
