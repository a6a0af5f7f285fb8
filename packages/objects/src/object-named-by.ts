import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import * as z from 'zod';
import { decodeObjectKey } from './object-key.ts';

/** The object of a message, and the time of its event if that is readable. */
export interface NamedObject {
  readonly object: { readonly bucket: string; readonly key: string };
  readonly eventTime: Date | undefined;
}

/** Makes the schema of a message. A function needs it only when a message has failed. */
function makeBodySchema() {
  const namedObjectSchema = z.object({
    eventTime: z.iso
      .datetime()
      .transform((time) => new Date(time))
      .optional()
      .catch(undefined),
    s3: z.object({
      bucket: z.object({ name: z.string() }),
      object: z.object({ key: z.string() }),
    }),
  });
  const notificationSchema = z.object({ Records: z.tuple([namedObjectSchema]).rest(z.unknown()) });
  return JSONStringified(
    z.union([notificationSchema, z.object({ Message: JSONStringified(notificationSchema) })]),
  );
}

let bodySchema: ReturnType<typeof makeBodySchema> | undefined;

/**
 * Returns the first object that a message names, raw or wrapped by SNS; undefined if there is none.
 * It also reads messages that `parseObjectEvents` rejects, so that a record of a failed message can
 * contain its object.
 */
export function objectNamedBy(body: string): NamedObject | undefined {
  bodySchema ??= makeBodySchema();
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { Records } = 'Message' in parsed.data ? parsed.data.Message : parsed.data;
  const { eventTime, s3 } = Records[0];
  return { eventTime, object: { bucket: s3.bucket.name, key: decodedOrRaw(s3.object.key) } };
}

/** Decodes a key; a key that is not form-encoded is returned unchanged. */
function decodedOrRaw(key: string): string {
  try {
    return decodeObjectKey(key);
  } catch {
    return key;
  }
}
