import { S3Error } from './errors.ts';
import { childrenOf, type ParsedXml, parseXml, textOf } from './xml.ts';

/** Methods that a CORS rule may allow. */
export const CORS_METHODS = ['GET', 'PUT', 'HEAD', 'POST', 'DELETE'] as const;
/** S3 User Guide, "CORS configuration": up to 100 rules. */
const MAX_RULES = 100;

/** One `<CORSRule>`. */
export interface CorsRule {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds: string | undefined;
}

/** The cross-origin request of a browser. */
export interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  readonly requestHeaders: readonly string[];
}

/** @throws S3Error MalformedXML, InvalidRequest. */
export function parseCorsConfiguration(xml: string): readonly CorsRule[] {
  const rules = childrenOf(parseXml(xml, 'CORSConfiguration'), 'CORSRule').map(parseRule);
  if (rules.length === 0 || rules.length > MAX_RULES) {
    throw new S3Error('MalformedXML', `Expected 1 to ${MAX_RULES} CORS rules.`);
  }
  return rules;
}

function parseRule(element: ParsedXml): CorsRule {
  const texts = (name: string) => childrenOf(element, name).map(String);
  const rule = {
    allowedOrigins: texts('AllowedOrigin'),
    allowedMethods: texts('AllowedMethod'),
    allowedHeaders: texts('AllowedHeader'),
    exposeHeaders: texts('ExposeHeader'),
    maxAgeSeconds: textOf(element, 'MaxAgeSeconds'),
  };
  checkRule(rule);
  return rule;
}

function checkRule(rule: CorsRule): void {
  if (rule.allowedOrigins.length === 0 || rule.allowedMethods.length === 0) {
    throw new S3Error('MalformedXML', 'A CORS rule needs an AllowedOrigin and an AllowedMethod.');
  }
  const method = rule.allowedMethods.find((name) => !CORS_METHODS.some((known) => known === name));
  if (method !== undefined) {
    throw new S3Error(
      'InvalidRequest',
      `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`,
    );
  }
  const wild = [...rule.allowedOrigins, ...rule.allowedHeaders].find(
    (p) => p.split('*').length > 2,
  );
  if (wild !== undefined) {
    throw new S3Error('InvalidRequest', `"${wild}" can not have more than one wildcard.`);
  }
  if (rule.maxAgeSeconds !== undefined && !/^\d{1,9}$/.test(rule.maxAgeSeconds)) {
    throw new S3Error('MalformedXML', 'MaxAgeSeconds must be a number of seconds.');
  }
}

/** Returns the first rule that allows the request, as S3 does. */
export function findCorsRule(
  rules: readonly CorsRule[],
  { origin, method, requestHeaders }: CorsQuestion,
): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.allowedMethods.includes(method) &&
      rule.allowedOrigins.some((pattern) => matchesWildcard(pattern, origin)) &&
      requestHeaders.every((header) =>
        rule.allowedHeaders.some((pattern) => matchesWildcard(pattern.toLowerCase(), header)),
      ),
  );
}

function matchesWildcard(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return pattern === text;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

/** The headers that allow the request in the browser. */
export function corsHeaders(rule: CorsRule, question: CorsQuestion): Record<string, string> {
  const isOpen = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': isOpen ? '*' : question.origin,
    ...(isOpen ? {} : { 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(question.requestHeaders.length > 0
      ? { 'access-control-allow-headers': question.requestHeaders.join(', ') }
      : {}),
    ...(rule.exposeHeaders.length > 0
      ? { 'access-control-expose-headers': rule.exposeHeaders.join(', ') }
      : {}),
    ...(rule.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': rule.maxAgeSeconds }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}
