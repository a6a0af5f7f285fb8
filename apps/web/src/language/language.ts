import { IntlMessageFormat } from 'intl-messageformat';
import type { Message } from './spanish.ts';

export const LANGUAGES = [
  { code: 'en', name: 'English' },
  { code: 'es', name: 'Español' },
] as const;
export type Language = (typeof LANGUAGES)[number]['code'];

type Values = Readonly<Record<string, string | number>>;
type Translations = Readonly<Partial<Record<Message, string>>>;

const STORAGE_KEY = 'language';

let language: Language = 'en';
let locale = 'en';
/** English needs none, because the messages in the code are English. */
let translations: Translations = {};
let labelNames: Readonly<Record<string, string>> = {};
/** Parsed messages of the current language; a gallery shows hundreds of them while it scrolls. */
const parsed = new Map<Message, IntlMessageFormat>();
const listeners = new Set<() => void>();

/** Calls a listener after each change of the language. */
export const languageChanges = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export const currentLanguage = (): Language => language;

/** Returns the user's variant of the language, such as `es-MX`, for dates and numbers. */
export const currentLocale = (): string => locale;

/**
 * Returns an English message in the current language.
 * @param values of the placeholders, which are those of ICU
 * @see https://unicode-org.github.io/icu/userguide/format_parse/messages/
 */
export function t(message: Message, values?: Values): string {
  const text = translations[message] ?? message;
  if (values === undefined) return text;
  let format = parsed.get(message);
  if (format === undefined) {
    format = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
    parsed.set(message, format);
  }
  return String(format.format(values));
}

/** Returns the name of a label in the current language, or in English if it has none. */
export function labelName(name: string): string {
  return Object.hasOwn(labelNames, name) ? (labelNames[name] ?? name) : name;
}

/** Uses the language that the user has selected, or the first known one of the browser. */
export async function openLanguage(): Promise<void> {
  const wanted = [localStorage.getItem(STORAGE_KEY) ?? '', ...navigator.languages];
  const codes = wanted.map(languageOf);
  const first = LANGUAGES.find(({ code }) => code === codes.find(isKnown))?.code ?? 'en';
  // Without its messages, the page is shown in English.
  await use(first).catch((error: unknown) => console.warn(error));
}

/** Changes the language, also for later visits. */
export async function selectLanguage(code: Language): Promise<void> {
  await use(code);
  localStorage.setItem(STORAGE_KEY, code);
  for (const listener of listeners) listener();
}

const languageOf = (text: string): string => text.split('-')[0] ?? '';

const isKnown = (text: string): boolean => LANGUAGES.some(({ code }) => code === text);

/** The messages of a language other than English are loaded on demand. */
async function use(code: Language): Promise<void> {
  const spanish = code === 'es' ? await loadSpanish() : { messages: {}, labels: {} };
  translations = spanish.messages;
  labelNames = spanish.labels;
  language = code;
  locale = navigator.languages.find((each) => languageOf(each) === code) ?? code;
  parsed.clear();
  document.documentElement.lang = code;
}

async function loadSpanish() {
  const [{ SPANISH: messages }, { SPANISH_LABELS: labels }] = await Promise.all([
    import('./spanish.ts'),
    import('./spanish-labels.ts'),
  ]);
  return { messages, labels };
}
