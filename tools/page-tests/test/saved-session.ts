import type { BrowserContext, Page } from 'playwright-core';

/** A global of the browser, where the functions that are passed to it run. */
declare const sessionStorage: Record<string, string | undefined>;

/** The tokens of a signed-in user, which the page stores for as long as the tab is open. */
export type SavedSession = Readonly<Record<string, string>>;

export function saveSession(page: Page): Promise<SavedSession> {
  return page.evaluate(() => ({ ...sessionStorage }) as Record<string, string>);
}

/** Starts new tabs with a session. A tab in which the user signs out stays signed out. */
export function restoreSession(context: BrowserContext, session: SavedSession): Promise<unknown> {
  return context.addInitScript((saved) => {
    if (sessionStorage['isRestored'] !== undefined) return;
    Object.assign(sessionStorage, saved, { isRestored: 'true' });
  }, session);
}
