import type { User } from './users.ts';

/** The languages of the pages, the default first. */
export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The texts of the pages in one language. */
export interface Texts {
  readonly language: Language;
  readonly signIn: string;
  readonly chooseUser: string;
  readonly descriptions: Readonly<Record<User['username'], string>>;
  readonly groups: Readonly<Record<User['groups'][number], string>>;
  readonly signInFailed: string;
  readonly expired: string;
  readonly unknownUser: (known: string, received: string) => string;
  readonly signOut: string;
  readonly sessionEnds: string;
  readonly signedOut: string;
  readonly mayClose: string;
  readonly requestFailed: string;
}

const ENGLISH: Texts = {
  language: 'en',
  signIn: 'Sign in',
  chooseUser: 'Choose who you are. There is no password: this issuer serves this machine only.',
  descriptions: {
    ann: 'uploads images and sees her own',
    ben: 'uploads images and sees his own',
    olga: 'sees and reviews everything',
    ida: 'queries the warehouse',
  },
  groups: { admin: 'admin', analyst: 'analyst' },
  signInFailed: 'Sign-in failed',
  expired: 'This sign-in has expired. Start again on the page that you came from.',
  unknownUser: (known, received) =>
    `Expected one of ${known} for user but received ${received || 'none'}`,
  signOut: 'Sign out',
  sessionEnds: 'The session on this machine ends.',
  signedOut: 'Signed out',
  mayClose: 'You may close this page.',
  requestFailed: 'The request failed',
};

/** What each user does, for commands, which print English. */
export const USER_DESCRIPTIONS: Texts['descriptions'] = ENGLISH.descriptions;

const SPANISH: Texts = {
  language: 'es',
  signIn: 'Iniciar sesión',
  chooseUser: 'Elige quién eres. No hay contraseña: este emisor solo sirve a este equipo.',
  descriptions: {
    ann: 'sube imágenes y ve las suyas',
    ben: 'sube imágenes y ve las suyas',
    olga: 've y revisa todo',
    ida: 'consulta el almacén de datos',
  },
  groups: { admin: 'administradora', analyst: 'analista' },
  signInFailed: 'No se pudo iniciar sesión',
  expired:
    'Este inicio de sesión ha caducado. Empieza de nuevo en la página desde la que has venido.',
  unknownUser: (known, received) =>
    `Se esperaba uno de ${known} como user, pero se recibió ${received || 'ninguno'}`,
  signOut: 'Cerrar sesión',
  sessionEnds: 'La sesión en este equipo terminará.',
  signedOut: 'Sesión cerrada',
  mayClose: 'Puedes cerrar esta página.',
  requestFailed: 'La solicitud ha fallado',
};

const TEXTS: Readonly<Record<Language, Texts>> = { en: ENGLISH, es: SPANISH };

interface Reader {
  /** The languages that the client requests, such as `es-MX en`. */
  readonly uiLocales: unknown;
  /** Returns the language that the browser prefers; false if it accepts none of them. */
  readonly acceptsLanguages: (languages: string[]) => string | false;
}

/**
 * Returns the texts in the first known language that the client requests, otherwise in the one that
 * the browser prefers.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest `ui_locales`
 */
export function textsFor({ uiLocales, acceptsLanguages }: Reader): Texts {
  const requested = (typeof uiLocales === 'string' ? uiLocales.split(' ') : [])
    .map((locale) => locale.split('-')[0]?.toLowerCase())
    .find((language) => LANGUAGES.some((known) => known === language));
  const language = requested ?? (acceptsLanguages([...LANGUAGES]) || LANGUAGES[0]);
  return TEXTS[language as Language];
}
