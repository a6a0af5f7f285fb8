/** The number of zones of a stage: Redshift Serverless requires three. */
export const ZONE_COUNT = 3;

/**
 * Zones that lack what a stage needs: interface endpoints or Redshift Serverless.
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-usage-considerations.html
 */
const UNSUITABLE_ZONES: readonly string[] = ['use1-az3'];

/**
 * The zones of a stage, by ids that mean the same place in every account.
 * @throws Error unless there are three different ids, none of a zone that is known to lack a service
 */
export function checkedZoneIds(zoneIds: readonly string[]): readonly string[] {
  if (new Set(zoneIds).size !== ZONE_COUNT || zoneIds.length !== ZONE_COUNT) {
    throw new Error(
      `Expected ${ZONE_COUNT} different zone ids for a stage but received ${zoneIds.join(', ') || 'none'}`,
    );
  }
  const unsuitable = zoneIds.filter((id) => UNSUITABLE_ZONES.includes(id));
  if (unsuitable.length > 0) {
    throw new Error(
      `Expected zones with interface endpoints and Redshift Serverless for a stage but received ${unsuitable.join(', ')}`,
    );
  }
  return zoneIds;
}
