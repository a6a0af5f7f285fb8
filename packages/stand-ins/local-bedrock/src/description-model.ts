export interface PromptImage {
  readonly bytes: Buffer;
  /** `image/jpeg` */
  readonly mediaType: string;
}

/** The prompt of a Converse call: all texts and images of its messages. */
export interface Prompt {
  readonly text: string;
  readonly images: readonly PromptImage[];
  readonly maxTokens: number;
}

export interface ModelAnswer {
  readonly text: string;
  /** Why the model stopped, as a `stopReason` of Converse. */
  readonly stopReason: 'end_turn' | 'max_tokens' | 'content_filtered';
  /** Undefined when the model does not count tokens. */
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
}

/** A model that answers Converse calls. */
export interface DescriptionModel {
  /** Its `modelId`. */
  readonly id: string;
  /** @throws BedrockError when the model cannot answer */
  answer(prompt: Prompt, signal: AbortSignal): Promise<ModelAnswer>;
}
