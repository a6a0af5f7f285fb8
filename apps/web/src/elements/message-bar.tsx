import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import { useChanges } from './use-changes.ts';

/** Shows the newest message. Screen readers announce text that is added to the element. */
export function MessageBar() {
  const { messages } = useServices();
  useChanges(messages);
  const message = messages.current();
  return (
    <div class="message-place" role="status">
      {message !== null && (
        <div class="message">
          <p>{message.text}</p>
          {message.action !== undefined && (
            <button
              type="button"
              class="button small"
              onClick={() => {
                messages.close();
                message.action?.run();
              }}
            >
              {message.action.label}
            </button>
          )}
          <button type="button" class="button small" onClick={messages.close}>
            {t('Close')}
          </button>
        </div>
      )}
    </div>
  );
}
