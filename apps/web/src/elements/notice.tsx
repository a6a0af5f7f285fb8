import type { ComponentChildren } from 'preact';

interface NoticeProps {
  readonly kind: 'error' | 'info';
  readonly children: ComponentChildren;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** A notice with an optional action. */
export function Notice({ kind, children, action }: NoticeProps) {
  return (
    <div class={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <p>{children}</p>
      {action !== undefined && (
        <button type="button" class="button" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}
