import { expect, test } from 'vitest';
import { resourcesOf } from '../src/diagram/template-references.ts';
import { readSynthesised } from './templates.ts';
import { TESTED_STAGE_NAMES } from './tested-stages.ts';

const templates = readSynthesised();

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
