import { escapeControlCharacters } from '@miniatura/text/escape-control-characters';
import { Fragment, options } from 'preact';

/** Attributes that are shown, or read by a screen reader. */
const TEXT_ATTRIBUTES = ['alt', 'aria-label', 'title'] as const;

/**
 * Shows control characters in texts as `\uNNNN`, in every element that is created from now on. Names
 * of files are untrusted: one of these characters shows the rest of a name in reverse, with another
 * ending.
 * @see https://preactjs.com/guide/v10/options
 */
export function escapeTexts(): void {
  const next = options.vnode;
  options.vnode = (vnode) => {
    if (typeof vnode.type === 'string' || vnode.type === Fragment) {
      escapeProps(vnode.props as Record<string, unknown>);
    }
    next?.(vnode);
  };
}

function escapeProps(props: Record<string, unknown>): void {
  if ('children' in props) props['children'] = escaped(props['children']);
  for (const name of TEXT_ATTRIBUTES) {
    if (name in props) props[name] = escaped(props[name]);
  }
}

function escaped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(escaped);
  return typeof value === 'string' ? escapedText(value) : value;
}

/** Escapes all control characters except tabs and line breaks, which HTML shows as blanks. */
export function escapedText(text: string): string {
  return text.replaceAll(/[^\t\n]+/g, escapeControlCharacters);
}
