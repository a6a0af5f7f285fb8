/** A message about what has happened, with an optional undo action. */
export interface Message {
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** The newest message to the user, until it is closed. */
export interface Messages {
  readonly current: () => Message | null;
  readonly show: (message: Message) => void;
  readonly close: () => void;
  /** Calls `listener` after each change. Returns a function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void;
}

export function createMessages(): Messages {
  let current: Message | null = null;
  const listeners = new Set<() => void>();
  const become = (next: Message | null) => {
    current = next;
    for (const listener of listeners) listener();
  };
  return {
    current: () => current,
    show: become,
    close: () => become(null),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
