import { useEffect } from 'preact/hooks';

/** Sets the tab's title, which screen readers announce. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Miniatura`;
  }, [title]);
}
