import { expect, test } from 'vitest';
import { resourcesOf } from '../src/diagram/template-references.ts';
import { checkedZoneIds } from '../src/zone-ids.ts';
import { readSynthesised } from './templates.ts';
import { TESTED_STAGES } from './tested-stages.ts';

test("Subnets are in the zones of the stage's settings", () => {
  const subnets = resourcesOf(readSynthesised().dev, 'AWS::EC2::Subnet').map(
    ({ Properties }) => Properties,
  );
  expect(subnets.map((subnet) => subnet['AvailabilityZoneId'])).toEqual(TESTED_STAGES.dev.zoneIds);
  expect(subnets.filter((subnet) => 'AvailabilityZone' in subnet)).toEqual([]);
});

test.each([
  [['use1-az1', 'use1-az2'], /Expected 3 different zone ids/],
  [['use1-az1', 'use1-az2', 'use1-az2'], /Expected 3 different zone ids/],
  [['use1-az1', 'use1-az2', 'use1-az3'], /Expected zones with .+ but received use1-az3/],
])('A stage in %j is rejected', (zoneIds, message) => {
  expect(() => checkedZoneIds(zoneIds)).toThrow(message);
});
