import type { AnalyticsQuestion } from '@miniatura/api-contract';
import {
  CHARTED_QUESTIONS,
  type ChartedQuestion,
  MAX_RANKS,
  type QuestionChart,
} from '@miniatura/api-contract/question-charts';
import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { dayControls, dayFilterOf, dayParameters } from './day-range.ts';
import { dataSetOf } from './question-data-set.ts';

type Definition = CfnDashboard.DashboardVersionDefinitionProperty;
type Visual = CfnDashboard.VisualProperty;

/** QuickSight divides the width of a sheet into this many columns. */
const SHEET_COLUMNS = 36;
const VISUALS_PER_ROW = 2;
const VISUAL_ROWS = 12;
const SHEET_ID = 'questions';

/** The only question without a chart. Its single row is shown as a table. */
const FRESHNESS = 'freshness' satisfies AnalyticsQuestion;

/** The questions with a visual, in their order. */
export const SHOWN_QUESTIONS: readonly AnalyticsQuestion[] = [
  FRESHNESS,
  ...CHARTED_QUESTIONS.map(({ question }) => question),
];

/**
 * Defines one sheet with the charts of the page's dashboard and its range of days. An analysis and a dashboard have the
 * same definition.
 * @param dataSetArns ARN of the data set of each question
 * @see https://docs.aws.amazon.com/quicksight/latest/APIReference/API_DashboardVersionDefinition.html
 */
export function dashboardDefinition(
  dataSetArns: Readonly<Record<AnalyticsQuestion, string>>,
): Definition {
  const visuals = [freshnessTable(), ...CHARTED_QUESTIONS.map(visualOf)];
  return {
    dataSetIdentifierDeclarations: SHOWN_QUESTIONS.map((question) => ({
      identifier: question,
      dataSetArn: dataSetArns[question],
    })),
    parameterDeclarations: dayParameters(),
    filterGroups: SHOWN_QUESTIONS.flatMap((question) => dayFilterOf(question, SHEET_ID)),
    sheets: [
      {
        sheetId: SHEET_ID,
        name: 'Images',
        contentType: 'INTERACTIVE',
        visuals,
        ...dayControls(),
        layouts: [{ configuration: { gridLayout: { elements: SHOWN_QUESTIONS.map(placeOf) } } }],
      },
    ],
  };
}

function placeOf(elementId: AnalyticsQuestion, index: number) {
  const columnSpan = SHEET_COLUMNS / VISUALS_PER_ROW;
  return {
    elementId,
    elementType: 'VISUAL',
    columnIndex: (index % VISUALS_PER_ROW) * columnSpan,
    columnSpan,
    rowIndex: Math.floor(index / VISUALS_PER_ROW) * VISUAL_ROWS,
    rowSpan: VISUAL_ROWS,
  };
}

const plainText = (text: string) => ({ formatText: { plainText: text } });

function freshnessTable(): Visual {
  const values = dataSetOf(FRESHNESS).columns.map(({ name }) => fieldOf(FRESHNESS, name));
  return {
    tableVisual: {
      visualId: FRESHNESS,
      title: plainText('Freshness'),
      chartConfiguration: { fieldWells: { tableUnaggregatedFieldWells: { values } } },
    },
  };
}

function fieldOf(question: AnalyticsQuestion, columnName: string) {
  return {
    fieldId: `${question}.${columnName}`,
    column: { dataSetIdentifier: question, columnName },
  };
}

function visualOf({ question, title, explanation, chart }: ChartedQuestion): Visual {
  const texts = {
    visualId: question,
    title: plainText(title),
    subtitle: plainText(explanation),
  };
  const wells = {
    category: [categoryOf(question, chart)],
    values: chart.series.map(({ column }) => measureOf(question, column, chart.unit)),
  };
  const sorted = sortingOf(question, chart);
  const labels = {
    axisLabelOptions: chart.series.map(({ column, title: customLabel }) => ({
      customLabel,
      applyTo: fieldOf(question, column),
    })),
  };
  if (chart.kind === 'line') {
    return {
      lineChartVisual: {
        ...texts,
        chartConfiguration: {
          type: 'LINE',
          fieldWells: { lineChartAggregatedFieldWells: wells },
          sortConfiguration: { categorySort: [sorted] },
          primaryYAxisLabelOptions: labels,
        },
      },
    };
  }
  const isRanking = chart.kind === 'ranking';
  return {
    barChartVisual: {
      ...texts,
      chartConfiguration: {
        orientation: isRanking ? 'HORIZONTAL' : 'VERTICAL',
        fieldWells: { barChartAggregatedFieldWells: wells },
        sortConfiguration: {
          categorySort: [sorted],
          ...(isRanking && {
            categoryItemsLimit: { itemsLimit: MAX_RANKS, otherCategories: 'EXCLUDE' },
          }),
        },
        valueLabelOptions: labels,
      },
    },
  };
}

function categoryOf(question: AnalyticsQuestion, { kind, by }: QuestionChart) {
  const field = fieldOf(question, by);
  return kind === 'ranking'
    ? { categoricalDimensionField: field }
    : { dateDimensionField: { ...field, dateGranularity: 'DAY' } };
}

/** Sums rows of the same category, as the page does. */
function measureOf(question: AnalyticsQuestion, column: string, unit: QuestionChart['unit']) {
  return {
    numericalMeasureField: {
      ...fieldOf(question, column),
      aggregationFunction: { simpleNumericalAggregation: 'SUM' },
      formatConfiguration: { formatConfiguration: FORMATS[unit] },
    },
  };
}

const FORMATS: Readonly<
  Record<QuestionChart['unit'], CfnDashboard.NumericFormatConfigurationProperty>
> = {
  count: { numberDisplayFormatConfiguration: {} },
  bytes: { numberDisplayFormatConfiguration: { numberScale: 'AUTO', suffix: 'B' } },
  seconds: { numberDisplayFormatConfiguration: { suffix: ' s' } },
  dollars: { currencyDisplayFormatConfiguration: { symbol: 'USD' } },
};

/** Orders a ranking by its first series from the highest, and other charts by day. */
function sortingOf(question: AnalyticsQuestion, { kind, by, series: [first] }: QuestionChart) {
  const isRanking = kind === 'ranking' && first !== undefined;
  return {
    fieldSort: {
      fieldId: fieldOf(question, isRanking ? first.column : by).fieldId,
      direction: isRanking ? 'DESC' : 'ASC',
    },
  };
}
