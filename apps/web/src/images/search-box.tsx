import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { formatNumber } from '../elements/format-values.ts';
import { useAnswer } from '../elements/use-answer.ts';
import { labelName, t } from '../language/language.ts';
import { useServices } from '../services.ts';
import { MAX_FILTER_CHARACTERS } from './image-filter.ts';

interface SearchBoxProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** The API is called after this pause, not at each letter. */
const TYPING_PAUSE_MS = 350;

/** Searches file names, labels and descriptions; the key `/` moves the focus to it. */
export function SearchBox({ text, onChange }: SearchBoxProps) {
  const { api } = useServices();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  const sent = useRef(text);
  useEffect(() => {
    // Letters that are typed while the own search is shown are kept.
    if (text !== sent.current) setTyped(text);
    sent.current = text;
  }, [text]);
  useEffect(() => {
    if (typed.trim() === text) return undefined;
    const timer = setTimeout(() => {
      sent.current = typed.trim();
      onChange(sent.current);
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, text, onChange]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isTaken =
        event.target instanceof Element && event.target.matches('input, select, textarea');
      if (event.key !== '/' || isTaken) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  const { value: suggestions, ask } = useAnswer(
    useCallback(() => api.suggestions(text), [api, text]),
  );
  return (
    <search class="search">
      <input
        ref={input}
        type="search"
        aria-label={t('Search names, labels and descriptions')}
        placeholder={t('Search')}
        list="label-suggestions"
        maxLength={MAX_FILTER_CHARACTERS}
        value={typed}
        onFocus={ask}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <datalist id="label-suggestions">
        {suggestions?.labels.map(({ name, count }) => (
          <option key={name} value={name}>
            {suggestionOf(name, count)}
          </option>
        ))}
      </datalist>
    </search>
  );
}

/** A search finds the English name, which the browser shows beside this text. */
function suggestionOf(name: string, count: number): string {
  const translated = labelName(name);
  return translated === name ? formatNumber(count) : `${translated} · ${formatNumber(count)}`;
}
