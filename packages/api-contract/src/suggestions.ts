import * as z from 'zod';

const MAX_TEXT_CHARACTERS = 255;

/** The parameters of `GET /images/suggestions`. */
export const suggestionsQuerySchema = z.strictObject({
  text: z.string().min(1).max(MAX_TEXT_CHARACTERS).optional().describe("A part of a label's name"),
});

const suggestions = z.array(z.object({ name: z.string(), count: z.number().int().positive() }));

/** Names and the number of images that have each, most frequent first. */
export const suggestionsSchema = z
  .object({ labels: suggestions, cameraModels: suggestions })
  .meta({ id: 'Suggestions' });
export type Suggestions = Readonly<z.infer<typeof suggestionsSchema>>;
