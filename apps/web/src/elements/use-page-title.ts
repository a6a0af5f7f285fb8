import { useEffect } from 'preact/hooks';
import { escapedText } from './escape-texts.ts';

/** Sets the tab's title, which screen readers announce. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${escapedText(title)} · Miniatura`;
  }, [title]);
}
