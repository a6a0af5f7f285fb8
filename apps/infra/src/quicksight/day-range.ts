import type { AnalyticsQuestion } from '@miniatura/api-contract';
import { sourceOf } from '@miniatura/api/analytics-questions';
import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';

/** The days of the shown range, as on the page: the last 30 days until a reader changes them. */
const LIMITS = [
  { name: 'FromDay', title: 'From', expression: "addDateTime(-29, 'DD', truncDate('DD', now()))" },
  { name: 'ToDay', title: 'To', expression: "truncDate('DD', now())" },
] as const;
const [FROM, TO] = LIMITS;
/** In columns of the sheet's grid of controls. */
const CONTROL_WIDTH = 2;

/** Declares the first and the last day of the range. */
export function dayParameters(): CfnDashboard.ParameterDeclarationProperty[] {
  return LIMITS.map(({ name, expression }) => ({
    dateTimeParameterDeclaration: {
      name,
      timeGranularity: 'DAY',
      defaultValues: { rollingDate: { expression } },
    },
  }));
}

/** The controls with which a reader chooses the range, and where they are on the sheet. */
export function dayControls(): Pick<
  CfnDashboard.SheetDefinitionProperty,
  'parameterControls' | 'sheetControlLayouts'
> {
  const elements = LIMITS.map(({ name }) => ({
    elementId: controlId(name),
    elementType: 'PARAMETER_CONTROL',
    columnSpan: CONTROL_WIDTH,
    rowSpan: 1,
  }));
  return {
    parameterControls: LIMITS.map(({ name, title }) => ({
      dateTimePicker: { parameterControlId: controlId(name), title, sourceParameterName: name },
    })),
    sheetControlLayouts: [{ configuration: { gridLayout: { elements } } }],
  };
}

const controlId = (name: string): string => `${name}Control`;

/**
 * Limits a visual to the rows whose days overlap the range. A question about the present has no
 * days, and its visual no filter.
 * @param sheetId the sheet of the visual, whose id is the question
 * @see https://docs.aws.amazon.com/quicksight/latest/APIReference/API_TimeRangeFilter.html
 */
export function dayFilterOf(
  question: AnalyticsQuestion,
  sheetId: string,
): CfnDashboard.FilterGroupProperty[] {
  const { days } = sourceOf(question);
  if (days === undefined) return [];
  const [first, last] = days;
  const shared = {
    nullOption: 'NON_NULLS_ONLY',
    timeGranularity: 'DAY',
    includeMinimum: true,
    includeMaximum: true,
  };
  const columnOf = (columnName: string) => ({ dataSetIdentifier: question, columnName });
  return [
    {
      filterGroupId: `days-of-${question}`,
      crossDataset: 'SINGLE_DATASET',
      status: 'ENABLED',
      scopeConfiguration: {
        selectedSheets: {
          sheetVisualScopingConfigurations: [
            { sheetId, scope: 'SELECTED_VISUALS', visualIds: [question] },
          ],
        },
      },
      filters: [
        {
          timeRangeFilter: {
            ...shared,
            filterId: `${question}-from`,
            column: columnOf(last),
            rangeMinimumValue: { parameter: FROM.name },
          },
        },
        {
          timeRangeFilter: {
            ...shared,
            filterId: `${question}-to`,
            column: columnOf(first),
            rangeMaximumValue: { parameter: TO.name },
          },
        },
      ],
    },
  ];
}
