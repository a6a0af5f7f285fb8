/** The key prefix of bulk uploads, which `npm run import` uses. */
export const BULK_PREFIX = 'import/';

/** Keys in S3's events are form-encoded; this prefix is the same in both forms. */
const whereKey = (condition: object) => ({ Records: { s3: { object: { key: [condition] } } } });

/**
 * The thumbnailer has two lanes, each with its own queue, so that uploads do not wait for imports.
 * The originals' topic routes events by an SNS filter policy on the message body, because S3
 * rejects notifications with overlapping prefixes. Events of one object use one lane, and their
 * sequencers order them in any case.
 */
export const LANES = {
  interactive: { filterPolicy: whereKey({ 'anything-but': { prefix: BULK_PREFIX } }) },
  bulk: { filterPolicy: whereKey({ prefix: BULK_PREFIX }) },
} as const;

export type Lane = keyof typeof LANES;

/** The attributes of a lane's subscription to the topic. */
export function subscriptionAttributesOf(lane: Lane) {
  return {
    FilterPolicyScope: 'MessageBody',
    FilterPolicy: JSON.stringify(LANES[lane].filterPolicy),
  };
}
