import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resourcesOf } from '../src/diagram/template-references.ts';
import { found } from './found.ts';
import { readSynthesised } from './templates.ts';
import { TESTED_STAGE_NAMES } from './tested-stages.ts';

const templates = readSynthesised();
const PAGE = join(import.meta.dirname, '../../web');

/** Pairs of the page's colours: in its light and in its dark mode. */
function pageColors(): readonly (readonly [light: string, dark: string])[] {
  const css = readFileSync(join(PAGE, 'src/styles/colors.css'), 'utf8');
  const pairs = css.matchAll(/light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)/g);
  return [...pairs].map(([, light = '', dark = '']) => [light, dark]);
}

/** The opaque colours of a mode. */
function colorsIn(settings: unknown, mode: string): readonly string[] {
  const colors = JSON.stringify(found(settings, mode)).matchAll(/"([0-9a-f]{6})ff"/g);
  return [...new Set([...colors].map(([, color = '']) => color))];
}

interface Design {
  readonly ClientId: unknown;
  readonly Assets: readonly { readonly Category: string; readonly Bytes: string }[];
  readonly Settings: {
    readonly components: {
      readonly primaryButton: Readonly<Record<string, { readonly defaults: object }>>;
    };
  };
}

test.each(TESTED_STAGE_NAMES)(
  "Stage %s signs users in on a page with the product's design",
  (stage) => {
    const [design, ...others] = resourcesOf(templates[stage], 'AWS::Cognito::ManagedLoginBranding');
    const { ClientId, Assets, Settings } = design?.Properties as unknown as Design;
    const [client] = resourcesOf(templates[stage], 'AWS::Cognito::UserPoolClient');
    expect(others).toEqual([]);
    expect(ClientId).toEqual({ Ref: client?.id });
    const [logo] = Assets;
    expect(logo?.Category).toBe('FORM_LOGO');
    expect(Buffer.from(logo?.Bytes ?? '', 'base64').toString()).toMatch(/^<svg .*<\/svg>$/);
    expect(Object.keys(Settings.components.primaryButton)).toEqual(['lightMode', 'darkMode']);
    // Cognito shows the design only on its newer pages.
    const [domain] = resourcesOf(templates[stage], 'AWS::Cognito::UserPoolDomain');
    expect(domain?.Properties['ManagedLoginVersion']).toBe(2);
  },
);

test("The sign-in page has the page's icon and colours", () => {
  const [design] = resourcesOf(templates.dev, 'AWS::Cognito::ManagedLoginBranding');
  const { Assets, Settings } = design?.Properties as unknown as Design;
  const paths = (svg: string) => svg.slice(svg.indexOf('viewBox'));
  const logo = Buffer.from(Assets[0]?.Bytes ?? '', 'base64').toString();
  expect(paths(logo)).toBe(paths(readFileSync(join(PAGE, 'public/icon.svg'), 'utf8').trim()));
  const page = pageColors();
  const modes = [colorsIn(Settings, 'lightMode'), colorsIn(Settings, 'darkMode')];
  for (const [mode, used] of modes.entries()) {
    expect(used.length).toBeGreaterThan(0);
    expect(page.map((pair) => pair[mode])).toEqual(expect.arrayContaining([...used]));
  }
});
