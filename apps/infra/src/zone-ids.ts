/** Number of zones of a stage, as Redshift Serverless requires. */
export const ZONE_COUNT = 3;

/**
 * Zones without interface endpoints or Redshift Serverless.
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-usage-considerations.html
 */
const UNSUITABLE_ZONES: readonly string[] = ['use1-az3'];

/**
 * Returns the zones of a stage by ids, which mean the same zone in every account.
 * @throws Error unless there are three different ids of zones that are not known to lack a service
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
