/** A position in the timeline: a block, and a fraction of its height. */
export interface Place {
  readonly key: string;
  /** From 0, the block's top, to 1. */
  readonly fraction: number;
}

const PARAMETER = 'at';

/** @example parsePlace('2026-11-21.100.0.25') // { key: '2026-11-21.100', fraction: 0.25 } */
export function parsePlace(text: string | null): Place | null {
  const [, key, fraction] = /^((?:\d{4}-\d{2}-\d{2}|all)\.\d+)\.(\d\.\d+)$/.exec(text ?? '') ?? [];
  return key === undefined ? null : { key, fraction: Number(fraction) };
}

/** The inverse of `parsePlace`. */
export const formatPlace = ({ key, fraction }: Place): string => `${key}.${fraction.toFixed(4)}`;

export function placeOfAddress(): Place | null {
  return parsePlace(new URLSearchParams(location.search).get(PARAMETER));
}

/**
 * Writes the position to the gallery's address, so that Back restores it.
 * @returns the address without its origin
 */
export function writePlace(place: Place | null): string {
  const address = new URL(location.href);
  if (place === null) address.searchParams.delete(PARAMETER);
  else address.searchParams.set(PARAMETER, formatPlace(place));
  if (address.href !== location.href) history.replaceState(history.state, '', address);
  return `${address.pathname}${address.search}`;
}
