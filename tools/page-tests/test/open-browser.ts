import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import type { Username } from '@miniatura/local-oidc';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

/** The browser without windows needs half the processor time. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

/** Returns `CHROMIUM_PATH`, or the first Chromium in the PATH; undefined if there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return process.env['CHROMIUM_PATH'] ?? paths.find((path) => existsSync(path));
}

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // Chromium's sandbox does not start as root, which is the user in many containers.
    chromiumSandbox: process.getuid?.() !== 0,
    // An emulated graphics processor would draw each frame once more on the processor.
    // The camera shows a pattern.
    args: ['--disable-gpu', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
}

/** A tab with its own storage, and the errors that the browser reported in it. */
export interface Visit {
  readonly page: Page;
  readonly violations: readonly string[];
}

/** Opens a context without animations, which would draw new frames as long as a test waits. */
export function openContext(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  return browser.newContext({ reducedMotion: 'reduce', ...options });
}

export async function visit(context: BrowserContext, address: string): Promise<Visit> {
  const page = await context.newPage();
  const violations: string[] = [];
  page.on('pageerror', ({ message }) => violations.push(message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) violations.push(message.text());
  });
  await page.goto(address);
  return { page, violations };
}

/** Signs in as a user does: from the page to the issuer and back. */
export async function signIn(page: Page, username: Username): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator(`button[name=user][value=${username}]`).click();
  await page.getByRole('button', { name: 'Account' }).waitFor();
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** The page's policy allows no script of others, but the browser's debugger may evaluate one. */
const axeSource = readFileSync(axePath, 'utf8');

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly unknown[] }[];
  }[];
}

/**
 * Returns axe's findings for the page, each with its place.
 * @param rules names of axe's rules; all of them if there are none
 */
export async function accessibilityFaults(
  page: Page,
  rules: readonly string[] = [],
): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const options = rules.length === 0 ? {} : { runOnly: rules };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
  );
}
