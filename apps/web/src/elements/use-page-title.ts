import { useEffect } from 'preact/hooks';

/** The tab's title, which screen readers announce too. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Miniatura`;
  }, [title]);
}
