import { CfnManagedLoginBranding } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';

/** The icon of `apps/web`. */
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/><path d="M7 22l6-8 4 5 3-4 5 7z" fill="#fff"/><circle cx="21" cy="11" r="2.5" fill="#fff"/></svg>`;

/** The colours of `apps/web/src/styles/colors.css`, as Cognito writes them: RRGGBBAA. */
const LIGHT = {
  page: 'f6f7f7ff',
  surface: 'ffffffff',
  text: '17211fff',
  quiet: '56635fff',
  line: 'dce2e0ff',
  controlLine: '84918eff',
  accent: '0f766eff',
  accentText: '0d6b63ff',
  onAccent: 'ffffffff',
} as const;
const DARK: Readonly<Record<keyof typeof LIGHT, string>> = {
  page: '121615ff',
  surface: '1b201fff',
  text: 'e8edecff',
  quiet: 'a3b0adff',
  line: '313938ff',
  controlLine: '74827eff',
  accent: '2dd4bfff',
  accentText: '5eead4ff',
  onAccent: '06231fff',
};

type Colors = Readonly<Record<keyof typeof LIGHT, string>>;

/** Settings for both modes. */
function inBoth(settingsOf: (colors: Colors) => object) {
  return { lightMode: settingsOf(LIGHT), darkMode: settingsOf(DARK) };
}

function settings() {
  const button = ({ accent, onAccent }: Colors) => ({
    backgroundColor: accent,
    textColor: onAccent,
  });
  return {
    categories: {
      form: { location: { horizontal: 'CENTER', vertical: 'CENTER' } },
      global: {
        colorSchemeMode: 'DYNAMIC',
        pageHeader: { enabled: false },
        pageFooter: { enabled: false },
      },
    },
    componentClasses: {
      buttons: { borderRadius: 10 },
      focusState: inBoth(({ accent }) => ({ borderColor: accent })),
      input: {
        borderRadius: 10,
        ...inBoth(({ surface, controlLine, quiet }) => ({
          defaults: { backgroundColor: surface, borderColor: controlLine },
          placeholderColor: quiet,
        })),
      },
      inputLabel: inBoth(({ text }) => ({ textColor: text })),
      inputDescription: inBoth(({ quiet }) => ({ textColor: quiet })),
      link: inBoth(({ accentText }) => ({
        defaults: { textColor: accentText },
        hover: { textColor: accentText },
      })),
    },
    components: {
      form: {
        borderRadius: 16,
        backgroundImage: { enabled: false },
        logo: { enabled: true, formInclusion: 'IN', location: 'CENTER', position: 'TOP' },
        ...inBoth(({ surface, line }) => ({ backgroundColor: surface, borderColor: line })),
      },
      pageBackground: {
        image: { enabled: false },
        ...inBoth(({ page }) => ({ color: page })),
      },
      pageText: inBoth(({ text, quiet }) => ({
        headingColor: text,
        bodyColor: text,
        descriptionColor: quiet,
      })),
      primaryButton: inBoth((colors) => ({
        defaults: button(colors),
        hover: button(colors),
        active: button(colors),
      })),
    },
  };
}

export interface SignInDesignProps {
  readonly userPoolId: string;
  readonly clientId: string;
}

/**
 * The design of Cognito's sign-in page: the product's logo and colours. Cognito uses its own values
 * for what the settings do not name. Without any design, its newer pages are not served.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-brandingdesigner.html
 */
export class SignInDesign extends CfnManagedLoginBranding {
  constructor(scope: Construct, id: string, { userPoolId, clientId }: SignInDesignProps) {
    super(scope, id, {
      userPoolId,
      clientId,
      settings: settings(),
      assets: [
        {
          category: 'FORM_LOGO',
          colorMode: 'DYNAMIC',
          extension: 'SVG',
          bytes: Buffer.from(LOGO).toString('base64'),
        },
      ],
    });
  }
}
