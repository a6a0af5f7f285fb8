import type { AnalyticsAnswer, AnalyticsQuestion } from '@miniatura/api-contract';
import { STRUCTURAL_CATEGORIES } from '@miniatura/api-contract/structural-categories';
import { type ViewDefinition, VIEWS } from '@miniatura/warehouse';

export type AnswerColumn = AnalyticsAnswer['columns'][number];

/** The first and the last day of a range. */
export interface DayRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

interface Question {
  /** A view in `analytics`, never the one that shows who uploaded an image. */
  readonly view: string;
  /** The columns between which a day of the range must lie; without them the range is ignored. */
  readonly days?: readonly [first: string, last: string];
  readonly where?: string;
  readonly orderBy: string;
  /** How a range of days is counted, for a view whose rows have no day. */
  readonly counted?: CountedInRange;
}

interface CountedInRange {
  /** A view with a row for each day, or for each fact. */
  readonly view: string;
  readonly day: string;
  /** The columns of the answer that are not grouped by, in SQL. */
  readonly aggregates: Readonly<Record<string, string>>;
}

const BY_DAY = { days: ['day', 'day'], orderBy: 'day' } as const;
const BY_SPAN = { days: ['first_day', 'last_day'] } as const;

/** Labels such as `Landscape Format` or `Gray` are not what users look for. */
const STRUCTURAL = STRUCTURAL_CATEGORIES.map((each) => `'${each}'`).join(', ');

const QUESTIONS: Readonly<Record<AnalyticsQuestion, Question>> = {
  uploads: { view: 'analytics.v_uploads_daily', ...BY_DAY },
  labels: {
    view: 'analytics.v_label_popularity',
    ...BY_SPAN,
    where: `kind = 'label' AND label NOT IN (${STRUCTURAL}) AND COALESCE(category, '') NOT IN (${STRUCTURAL})`,
    orderBy: 'image_count DESC, label',
    counted: {
      view: 'analytics.v_image_label',
      day: 'day',
      aggregates: {
        image_count: 'COUNT(*)',
        average_confidence: 'CAST(AVG(confidence) AS DECIMAL(7,4))',
        first_day: 'MIN(day)',
        last_day: 'MAX(day)',
      },
    },
  },
  storage: { view: 'analytics.v_storage_daily', ...BY_DAY },
  rejections: {
    view: 'analytics.v_rejections_daily',
    ...BY_DAY,
    orderBy: 'day, rejection_code, media_type',
  },
  moderation: { view: 'analytics.v_moderation_daily', ...BY_DAY, orderBy: 'day, label, category' },
  duplicates: {
    view: 'analytics.v_duplicates',
    ...BY_SPAN,
    orderBy: 'wasted_byte_count DESC, sha256',
  },
  'duplicates-daily': { view: 'analytics.v_duplicates_daily', ...BY_DAY },
  freshness: { view: 'analytics.v_freshness', orderBy: 'last_load_at' },
  'processing-time': { view: 'analytics.v_processing_time_daily', ...BY_DAY },
  cost: { view: 'analytics.v_analysis_cost_daily', ...BY_DAY, orderBy: 'day, operation, outcome' },
};

/** Limit on rows: some years by day, and below the maximum size of Lambda's response. */
const MAX_ROWS = 10_000;

export interface QuestionStatement {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly columns: readonly AnswerColumn[];
}

/** Where the answer to a question comes from, for tools that limit and order its rows themselves. */
export interface QuestionSource {
  /** A view that analysts read. */
  readonly view: ViewDefinition;
  /** The condition that rows must meet, in SQL; undefined for all rows. */
  readonly where: string | undefined;
  /**
   * The columns with the first and the last day of a row. A range of days selects the rows whose
   * days overlap it. Undefined if a range does not limit the rows.
   */
  readonly days: readonly [first: string, last: string] | undefined;
}

export function sourceOf(question: AnalyticsQuestion): QuestionSource {
  const { view, where, days } = QUESTIONS[question];
  return { view: viewOfAnalysts(view), where, days };
}

/** Returns the SQL for a question, and the columns of its answer. */
export function statementOf(question: AnalyticsQuestion, range: DayRange): QuestionStatement {
  const { orderBy } = QUESTIONS[question];
  const { view, where, days: spans } = sourceOf(question);
  const columns = view.columns.map(({ name, type }) => ({ name, type: columnType(type) }));
  const names = columns.map(({ name }) => name);
  const counted = countedIn(range, QUESTIONS[question]);
  const days = counted ? ([counted.day, counted.day] as const) : spans;
  const conditions = [where, ...(days ? rangeConditions(days, range) : [])].filter(Boolean);
  const isGroup = (name: string) => counted?.aggregates[name] === undefined;
  const valueOf = (name: string) =>
    isGroup(name) ? name : `${counted?.aggregates[name]} AS ${name}`;
  const sql = [
    `SELECT ${names.map(valueOf).join(', ')}`,
    `FROM ${viewOfAnalysts(counted?.view ?? view.name).name}`,
    ...(conditions.length > 0 ? [`WHERE ${conditions.join(' AND ')}`] : []),
    ...(counted ? [`GROUP BY ${names.filter(isGroup).join(', ')}`] : []),
    `ORDER BY ${orderBy}`,
    `LIMIT ${MAX_ROWS}`,
  ].join('\n');
  return { sql, parameters: days ? rangeParameters(range) : {}, columns };
}

/** Returns how the rows of a range are counted; undefined if the view has them. */
function countedIn({ from, to }: DayRange, { counted }: Question): CountedInRange | undefined {
  return from === undefined && to === undefined ? undefined : counted;
}

/** Selects spans that overlap the range; a day is a span whose two columns are the same. */
function rangeConditions([first, last]: readonly [string, string], { from, to }: DayRange) {
  return [
    from !== undefined && `${last} >= CAST(:from_day AS DATE)`,
    to !== undefined && `${first} <= CAST(:to_day AS DATE)`,
  ];
}

function rangeParameters({ from, to }: DayRange): Record<string, string> {
  return { ...(from !== undefined && { from_day: from }), ...(to !== undefined && { to_day: to }) };
}

function viewOfAnalysts(viewName: string): ViewDefinition {
  const view = VIEWS.find(({ name }) => name === viewName);
  if (view?.readableBy !== 'analyst') {
    throw new Error(`Expected a view that analysts read but received ${viewName}`);
  }
  return view;
}

function columnType(sqlType: ViewDefinition['columns'][number]['type']): AnswerColumn['type'] {
  if (/^(BIGINT|INTEGER|SMALLINT|DECIMAL|DOUBLE|REAL)/.test(sqlType)) return 'number';
  if (sqlType.startsWith('TIMESTAMP')) return 'time';
  if (sqlType.startsWith('DATE')) return 'date';
  return sqlType.startsWith('BOOLEAN') ? 'boolean' : 'string';
}
