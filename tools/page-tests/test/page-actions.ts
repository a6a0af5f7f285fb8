import { drawImage } from '@miniatura/local/test-support/draw-images';
import type { Locator, Page } from 'playwright-core';

/** A type of the browser, in which some functions below run. */
declare const DataTransfer: new () => { readonly items: { add(file: File): void } };
interface Link {
  href: string;
  click(): void;
  remove(): void;
}
declare const document: {
  readonly body: { appendChild(link: Link): Link };
  createElement(name: 'a'): Link;
};

/** Sizes of a phone, a desktop and a wide screen. */
export const SCREENS = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
  { width: 2200, height: 1200 },
];

/** Time limit for work of the stack. */
export const WAIT = { timeout: 60_000 };

export interface DrawnFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

let nextNumber = 1000;
export async function draw(name: string): Promise<DrawnFile> {
  return {
    name,
    mimeType: 'image/jpeg',
    buffer: await drawImage(nextNumber++),
  };
}

export const rowOf = (page: Page, name: string) => page.locator('.upload-row', { hasText: name });
export const fileInput = (page: Page) => page.getByLabel('Images to upload');

/** Holds back responses to uploads to S3. Returns a function that lets later requests pass. */
export async function holdUploads(page: Page, s3: string): Promise<() => Promise<void>> {
  const addresses = `${s3}/**`;
  await page.route(addresses, (route) =>
    route.request().method() === 'POST' ? undefined : route.continue(),
  );
  return () => page.unroute(addresses);
}

/** Uploads one image and opens it. */
export async function uploadAndView(page: Page, name: string): Promise<string> {
  await fileInput(page).setInputFiles(await draw(name));
  await page.getByRole('link', { name: `View ${name}` }).click(WAIT);
  await page.getByRole('heading', { level: 1, name }).waitFor();
  return page.url();
}

/** Navigates within the page, even to an address without a visible link. */
export async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((href) => {
    const link = document.body.appendChild(document.createElement('a'));
    link.href = href;
    link.click();
    link.remove();
  }, path);
}

/** Drops files onto the page, as from a folder of the desktop. */
export async function drop(page: Page, files: readonly DrawnFile[]): Promise<void> {
  const inPage = files.map(({ name, mimeType, buffer }) => ({
    name,
    mimeType,
    base64: buffer.toString('base64'),
  }));
  const transfer = await page.evaluateHandle((dropped) => {
    const data = new DataTransfer();
    for (const { name, mimeType, base64 } of dropped) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], name, { type: mimeType }));
    }
    return data;
  }, inPage);
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

/** Returns how many of the images the browser has drawn. */
export function drawnCount(page: Page) {
  return page
    .locator('.upload-row .thumbnail img.is-loaded')
    .evaluateAll(
      (images) =>
        images.filter((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0)
          .length,
    );
}

/** The place of an element that is not drawn. */
const NOWHERE = { x: -1, y: -1, width: 0, height: 0 };

export async function boxOf(element: Locator) {
  return (await element.boundingBox()) ?? NOWHERE;
}
