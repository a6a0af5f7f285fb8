import { escapeControlCharacters, printableJson } from '@miniatura/text';
import { countOf } from '../commands/count-of.ts';
import type { FoundPath, ImportFile } from './find-files.ts';
import { failed, notUploaded } from './import-result.ts';
import { countTable, reasonLines } from './import-summary.ts';
import type { ImportTally } from './import-tally.ts';
import { mediaTypeOfFile } from './upload-file.ts';

interface DryRunOptions {
  readonly json?: true;
  readonly user: string;
  readonly tally: ImportTally;
}

/** Lists what an import would upload and skip, without a stack. */
export async function dryRun(
  found: AsyncIterable<FoundPath>,
  { json, user, tally }: DryRunOptions,
): Promise<void> {
  let imageCount = 0;
  for await (const each of found) {
    const mediaType = each.kind === 'file' ? await wouldUpload(each) : undefined;
    if (each.kind !== 'file') tally.add(notUploaded(each));
    else if (mediaType instanceof Error) tally.add(failed(each, mediaType));
    else {
      imageCount++;
      const { text: file, key } = each;
      console.log(json ? printableJson({ file, key, mediaType }) : escapeControlCharacters(file));
    }
  }
  if (json) return;
  for (const line of reasonLines(tally)) console.log(line);
  if (tally.counts.size > 0) console.log(countTable(tally.counts));
  console.log(
    `${countOf(imageCount, 'file')} would be uploaded for ${user}. Nothing was uploaded.`,
  );
}

function wouldUpload(file: ImportFile): Promise<string | Error> {
  return mediaTypeOfFile(file).catch((error: Error) => error);
}
