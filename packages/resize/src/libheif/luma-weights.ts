/** What red and blue add to the luma; green adds the rest. */
export interface LumaWeights {
  readonly red: number;
  readonly blue: number;
}

const BT_601: LumaWeights = { red: 0.299, blue: 0.114 };

/** ITU-T H.273, table 4, those matrices that are weights; what is unspecified counts as BT.601. */
const WEIGHTS: ReadonlyMap<number, LumaWeights> = new Map([
  [1, { red: 0.2126, blue: 0.0722 }],
  [2, BT_601],
  [4, { red: 0.3, blue: 0.11 }],
  [5, BT_601],
  [6, BT_601],
  [7, { red: 0.212, blue: 0.087 }],
  [9, { red: 0.2627, blue: 0.0593 }],
]);

/** @returns undefined for other matrices */
export function lumaWeights(matrix: number | undefined): LumaWeights | undefined {
  return matrix === undefined ? undefined : WEIGHTS.get(matrix);
}
