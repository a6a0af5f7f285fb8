import { S3Error } from './errors.ts';
import { parseXml, renderXml, textOf } from './xml.ts';

const SETTINGS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;

/** Which public grants a bucket rejects. */
export type PublicAccessBlock = Readonly<Record<(typeof SETTINGS)[number], boolean>>;

/** Parses the settings, which are off by default. @throws S3Error MalformedXML */
export function parsePublicAccessBlock(xml: string): PublicAccessBlock {
  const root = parseXml(xml, 'PublicAccessBlockConfiguration');
  const isOn = (name: string): boolean => {
    const text = textOf(root, name)?.toLowerCase() ?? 'false';
    if (text !== 'true' && text !== 'false') throw new S3Error('MalformedXML');
    return text === 'true';
  };
  return Object.fromEntries(SETTINGS.map((name) => [name, isOn(name)])) as PublicAccessBlock;
}

/** All settings off. */
export const NO_PUBLIC_ACCESS_BLOCK: PublicAccessBlock = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

/** Renders the document with all four settings, as S3 does. */
export function renderPublicAccessBlock(settings: PublicAccessBlock): string {
  return renderXml('PublicAccessBlockConfiguration', settings);
}
