/** A number of JSON with the digits that it is written with. */
export interface RawJson {
  readonly rawJSON: string;
}

declare global {
  interface JSON {
    rawJSON(text: string): RawJson;
    isRawJSON(value: unknown): boolean;
  }
}

export function isRawJson(value: object): value is RawJson {
  return 'rawJSON' in value && JSON.isRawJSON(value);
}
