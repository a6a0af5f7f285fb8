export interface PromptImage {
  readonly bytes: Buffer;
  /** `image/jpeg` */
  readonly mediaType: string;
}

/** What Converse is asked: all texts and all pictures of its messages. */
export interface Prompt {
  readonly text: string;
  readonly images: readonly PromptImage[];
  readonly maxTokens: number;
}

export interface ModelAnswer {
  readonly text: string;
  /** Why the model has stopped, in Converse's words. */
  readonly stopReason: 'end_turn' | 'max_tokens' | 'content_filtered';
  /** Where the model counts them. */
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
}

/** What answers Converse. */
export interface DescriptionModel {
  /** Its `modelId`. */
  readonly id: string;
  /** @throws BedrockError, when the model cannot answer */
  answer(prompt: Prompt, signal: AbortSignal): Promise<ModelAnswer>;
}
