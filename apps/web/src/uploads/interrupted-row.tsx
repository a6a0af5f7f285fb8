import { useRef } from 'preact/hooks';
import { formatBytes } from '../elements/format-values.ts';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import { addFiles, discard } from './create-uploader.ts';
import { fileOf, isOf, type UnfinishedUpload } from './unfinished-uploads.ts';
import { RowButton } from './upload-row.tsx';

/** Shows an upload of an earlier visit. The browser needs the file again to continue it. */
export function InterruptedRow({ upload }: { readonly upload: UnfinishedUpload }) {
  const services = useServices();
  const input = useRef<HTMLInputElement>(null);
  const { name, byteCount, storedByteCount } = upload;
  const proceed = (file: File | undefined) => {
    if (file === undefined) return;
    if (isOf(upload, file)) return addFiles(services.uploader, [file]);
    services.messages.show({
      text: t('This is another file. Choose {name} of {size}, as it was.', {
        name,
        size: formatBytes(byteCount),
      }),
    });
  };
  return (
    <li class="upload-row" data-state="interrupted">
      <span class="upload-preview" aria-hidden="true" />
      <div class="upload-facts">
        <p class="upload-name">{name}</p>
        <p class="quiet">
          {t('Interrupted: {stored} of {size} are uploaded. Choose the file again to continue.', {
            stored: formatBytes(storedByteCount),
            size: formatBytes(byteCount),
          })}
        </p>
      </div>
      <span class="button-row">
        <RowButton
          label={t('Choose file')}
          title={t('Choose {name} again', { name })}
          onClick={() => input.current?.click()}
        />
        <RowButton
          label={t('Discard')}
          title={t('Discard {name}', { name })}
          onClick={() => void discard(fileOf(upload), services)}
        />
      </span>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('{name} again', { name })}
        onChange={({ currentTarget }) => {
          proceed(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
    </li>
  );
}
