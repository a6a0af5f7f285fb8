import { CHARTED_QUESTIONS } from '@miniatura/api-contract/question-charts';
import { sourceOf } from '@miniatura/api/analytics-questions';
import { VIEWS } from '@miniatura/warehouse';
import { expect, test } from 'vitest';
import { type Placed, placesIn, resourcesOf } from '../src/diagram/template-references.ts';
import { SHOWN_QUESTIONS } from '../src/quicksight/dashboard-definition.ts';
import type { Properties } from './checks/promised.ts';
import { found } from './found.ts';
import { readSynthesised } from './templates.ts';
import { TESTED_STAGES } from './tested-stages.ts';

const { full: templates, dev } = readSynthesised();
const resources = (type: string) => resourcesOf(templates, type);
function only(type: string): Placed {
  const [found, ...others] = resources(type);
  if (found === undefined || others.length > 0) throw new Error(`Expected one ${type}.`);
  return found;
}

interface DataSet {
  readonly question: string;
  readonly sql: string;
  readonly types: ReadonlyMap<string, string>;
}

const dataSets: readonly DataSet[] = resources('AWS::QuickSight::DataSet').map(
  ({ Properties: p }) => {
    const [[question, table] = ['', undefined]] = Object.entries(
      p['PhysicalTableMap'] as Readonly<
        Record<
          string,
          { CustomSql: { SqlQuery: string; Columns: { Name: string; Type: string }[] } }
        >
      >,
    );
    const { SqlQuery: sql = '', Columns = [] } = table?.CustomSql ?? {};
    return { question, sql, types: new Map(Columns.map(({ Name, Type }) => [Name, Type])) };
  },
);

interface Field {
  readonly Column: { readonly DataSetIdentifier: string; readonly ColumnName: string };
}

function typesOf(fieldKind: string) {
  return new Set(
    (found(only('AWS::QuickSight::Dashboard').Properties, fieldKind) as Field[]).map(
      ({ Column: { DataSetIdentifier, ColumnName } }) =>
        dataSets.find(({ question }) => question === DataSetIdentifier)?.types.get(ColumnName),
    ),
  );
}

test('A stage without the setting has nothing of QuickSight', () => {
  expect(dev['dashboards']).toBeUndefined();
  expect(JSON.stringify(dev)).not.toMatch(/quicksight/i);
});

test('Each question with a visual has a data set, which reads only what analysts read and keeps nothing', () => {
  expect(dataSets.map(({ question }) => question).toSorted()).toEqual(SHOWN_QUESTIONS.toSorted());
  const readable = VIEWS.filter(({ readableBy }) => readableBy === 'analyst');
  for (const { sql } of dataSets) {
    expect(readable.map(({ name }) => name)).toContain(/ FROM (\S+)/.exec(sql)?.[1]);
  }
  const modes = resources('AWS::QuickSight::DataSet').map(({ Properties: p }) => p['ImportMode']);
  expect(new Set(modes)).toEqual(new Set(['DIRECT_QUERY']));
  expect(resources('AWS::QuickSight::RefreshSchedule')).toEqual([]);
});

test('The dashboard draws the charts of the page, with their titles and in their order', () => {
  const visuals = found(only('AWS::QuickSight::Dashboard').Properties, 'Visuals');
  const titles = found(visuals, 'Title').map(
    (title) => (title as { FormatText: { PlainText: string } }).FormatText.PlainText,
  );
  expect(titles).toEqual(['Freshness', ...CHARTED_QUESTIONS.map(({ title }) => title)]);
});

test('Charts sum numbers, and group by days and texts, of columns that there are', () => {
  expect([...typesOf('NumericalMeasureField')].toSorted()).toEqual(['DECIMAL', 'INTEGER']);
  expect([...typesOf('DateDimensionField')]).toEqual(['DATETIME']);
  expect([...typesOf('CategoricalDimensionField')]).toEqual(['STRING']);
});

test('The analysis is the dashboard, for those who edit it', () => {
  const dashboard = only('AWS::QuickSight::Dashboard').Properties;
  const analysis = only('AWS::QuickSight::Analysis').Properties;
  expect(analysis['Definition']).toEqual(dashboard['Definition']);
  const { readers, authors } = TESTED_STAGES.full.quickSight;
  const principals = (permissions: unknown) => found(permissions, 'Principal');
  expect(principals(dashboard['Permissions'])).toEqual([...readers, ...authors]);
  expect(principals(analysis['Permissions'])).toEqual(authors);
  for (const { Properties: p } of resources('AWS::QuickSight::DataSet')) {
    expect(principals(p['Permissions'])).toEqual(authors);
  }
  expect(principals(only('AWS::QuickSight::DataSource').Properties['Permissions'])).toEqual([]);
});

test('QuickSight reaches the warehouse and nothing else, by TLS and with a login from a secret', () => {
  const source = only('AWS::QuickSight::DataSource').Properties;
  expect(source['SslProperties']).toEqual({ DisableSsl: false });
  const { id: connection } = only('AWS::QuickSight::VPCConnection');
  expect(found(source['VpcConnectionProperties'], 'Fn::GetAtt')).toEqual([[connection, 'Arn']]);
  expect(found(source, 'SecretArn')).toHaveLength(1);
  const [group, ...others] = resources('AWS::EC2::SecurityGroup').filter(
    ({ stack }) => stack === 'dashboards',
  );
  expect(others).toEqual([]);
  expect(group?.Properties['SecurityGroupEgress']).toEqual([
    expect.objectContaining({ FromPort: 5439, ToPort: 5439, IpProtocol: 'tcp' }),
  ]);
  expect(found(group?.Properties['SecurityGroupEgress'], 'CidrIp')).toEqual([]);
  expect(found(group?.Properties['SecurityGroupIngress'], 'CidrIp')).toEqual([]);
});

test("The answers of the warehouse reach QuickSight's network interfaces, which remember no connection", () => {
  const warehouse = resources('AWS::EC2::SecurityGroup').find(({ place }) =>
    place.startsWith('analytics/Warehouse'),
  );
  const ofQuickSight = [
    ...resources('AWS::EC2::SecurityGroup').flatMap(({ stack, Properties: p }) =>
      stack === 'dashboards' ? ((p['SecurityGroupIngress'] ?? []) as Properties[]) : [],
    ),
    ...resources('AWS::EC2::SecurityGroupIngress')
      .filter(({ stack }) => stack === 'dashboards')
      .map(({ Properties: p }) => p),
  ].filter((rule) =>
    placesIn(rule['SourceSecurityGroupId'], 'dashboards', templates).includes(
      warehouse?.place ?? '',
    ),
  );
  expect(ofQuickSight).toEqual([
    expect.objectContaining({ IpProtocol: 'tcp', FromPort: 0, ToPort: 65_535 }),
  ]);
});

interface DayFilter {
  readonly Column: Field['Column'];
  readonly RangeMinimumValue?: { readonly Parameter: string };
  readonly RangeMaximumValue?: { readonly Parameter: string };
}

test('A reader chooses the days of every chart of the past, as on the page', () => {
  const { Definition } = only('AWS::QuickSight::Dashboard').Properties;
  const controls = found(Definition, 'DateTimePicker') as { SourceParameterName: string }[];
  const parameters = found(Definition, 'DateTimeParameterDeclaration') as { Name: string }[];
  expect(controls.map(({ SourceParameterName }) => SourceParameterName)).toEqual(
    parameters.map(({ Name }) => Name),
  );
  const filters = found(Definition, 'TimeRangeFilter') as DayFilter[];
  for (const question of SHOWN_QUESTIONS) {
    const { days } = sourceOf(question);
    const own = filters.filter(({ Column }) => Column.DataSetIdentifier === question);
    expect(own.map(({ Column, ...range }) => [Column.ColumnName, limitOf(range)])).toEqual(
      days === undefined
        ? []
        : [
            [days[1], { from: 'FromDay', to: undefined }],
            [days[0], { from: undefined, to: 'ToDay' }],
          ],
    );
  }
  expect(filters.length).toBeGreaterThan(0);
});

function limitOf({ RangeMinimumValue: from, RangeMaximumValue: to }: Omit<DayFilter, 'Column'>) {
  return { from: from?.Parameter, to: to?.Parameter };
}
