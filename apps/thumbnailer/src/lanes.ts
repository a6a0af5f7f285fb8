/** Keys of objects that come by thousands: those that `npm run import` puts. */
export const BULK_PREFIX = 'import/';

/** Keys in S3's events are form-encoded, which leaves this prefix as it is. */
const whereKey = (condition: object) => ({ Records: { s3: { object: { key: [condition] } } } });

/**
 * Two lanes lead to the thumbnailer, a queue each, so that nobody who uploads a picture waits for
 * an import. The originals' topic sorts their events by an SNS filter policy on the message's body,
 * since S3 rejects notifications with overlapping prefixes. Events of one object take one lane, and
 * its sequencers put them in order in any case.
 */
export const LANES = {
  interactive: { filterPolicy: whereKey({ 'anything-but': { prefix: BULK_PREFIX } }) },
  bulk: { filterPolicy: whereKey({ prefix: BULK_PREFIX }) },
} as const;

export type Lane = keyof typeof LANES;

/** The attributes of a lane's subscription to the topic. */
export const subscriptionAttributesOf = (lane: Lane) => ({
  FilterPolicyScope: 'MessageBody',
  FilterPolicy: JSON.stringify(LANES[lane].filterPolicy),
});
