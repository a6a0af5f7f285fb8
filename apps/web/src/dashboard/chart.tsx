import type { QuestionChart } from '@miniatura/api-contract/question-charts';
import {
  BarController,
  BarElement,
  CategoryScale,
  type ChartConfiguration,
  Chart as ChartJs,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { useEffect, useRef, useState } from 'preact/hooks';
import { THEME_CHANGE_EVENT } from '../elements/theme-select.tsx';
import { t } from '../language/language.ts';
import type { ChartData } from './chart-data.ts';
import { formatUnit } from './format-cell.ts';
import { formatLongPeriod, formatPeriod } from './period.ts';
import { valueName } from './value-name.ts';

ChartJs.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

ChartJs.defaults.font.family = 'system-ui, sans-serif';

interface ChartProps {
  readonly title: string;
  readonly data: ChartData;
  readonly view: QuestionChart;
  /** Called with the category of a pressed bar. */
  readonly onPress?: ((category: string) => void) | undefined;
}

/** Draws an answer; the table beside it has the same data for users who do not see the chart. */
export function Chart({ title, data, view, onPress }: ChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const themeCount = useThemeCount();
  const latestPress = useRef(onPress);
  latestPress.current = onPress;
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const chart = new ChartJs(canvas.current, chartConfiguration(data, view));
    chart.options.onClick = (_, [bar]) => {
      const category = data.categories[bar?.index ?? -1];
      if (category !== undefined) latestPress.current?.(category);
    };
    return () => chart.destroy();
  }, [data, view, themeCount]);
  return (
    <div class={`chart${onPress === undefined ? '' : ' is-pressable'}`}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${t('{title} as a chart.', { title })} ${summaryOf(data, view)}`}
      />
    </div>
  );
}

/** Returns a number that changes with the theme. */
function useThemeCount(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const rise = () => setCount((before) => before + 1);
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', rise);
    document.addEventListener(THEME_CHANGE_EVENT, rise);
    return () => {
      system.removeEventListener('change', rise);
      document.removeEventListener(THEME_CHANGE_EVENT, rise);
    };
  }, []);
  return count;
}

/** @example 'Highest: Uploaded 12 at Nov 21, 2026.' */
function summaryOf(
  { categories, series, periodLength }: ChartData,
  { unit, by }: QuestionChart,
): string {
  return series
    .map(({ title, values }) => {
      const highest = Math.max(...values.map((value) => value ?? 0));
      const category = categories[values.indexOf(highest)] ?? '';
      const where = periodLength === null ? valueName(category, by) : formatLongPeriod(category);
      return t('Highest: {title} {value} at {where}.', {
        title,
        value: formatUnit(highest, unit),
        where,
      });
    })
    .join(' ');
}

function colorOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function chartConfiguration(data: ChartData, view: QuestionChart): ChartConfiguration {
  const isRanking = view.kind === 'ranking';
  const isTime = data.periodLength !== null;
  const text = colorOf('--quiet');
  const grid = { color: colorOf('--line') };
  const values = {
    beginAtZero: true,
    grid,
    border: { display: false },
    ticks: {
      color: text,
      maxTicksLimit: 6,
      ...(view.unit === 'count' && { precision: 0 }),
      callback: (value: string | number) => formatUnit(Number(value), view.unit),
    },
  };
  const categories = { grid: { display: false }, ticks: { color: text, maxRotation: 0 } };
  return {
    type: isLine(data, view) ? 'line' : 'bar',
    data: {
      labels: data.categories.map((category) =>
        isTime ? formatPeriod(category) : valueName(category, view.by),
      ),
      datasets: datasetsOf(data, view),
    },
    options: {
      indexAxis: isRanking ? 'y' : 'x',
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false, axis: isRanking ? 'y' : 'x' },
      scales: isRanking ? { x: values, y: categories } : { x: categories, y: values },
      plugins: {
        legend: {
          display: data.series.length > 1,
          align: 'end',
          labels: { color: text, boxWidth: 12, boxHeight: 12 },
        },
        tooltip: {
          callbacks: {
            title: ([item]) => {
              const category = data.categories[item?.dataIndex ?? -1] ?? '';
              return isTime ? formatLongPeriod(category) : valueName(category, view.by);
            },
            label: ({ dataset, parsed }) =>
              ` ${dataset.label}: ${formatUnit((isRanking ? parsed.x : parsed.y) ?? 0, view.unit)}`,
          },
        },
      },
    },
  };
}

/** Returns true for a line chart, except with a single value, of which no line would be visible. */
function isLine({ series }: ChartData, { kind }: QuestionChart): boolean {
  return (
    kind === 'line' &&
    series.some(({ values }) => values.filter((value) => value !== null).length > 1)
  );
}

const SERIES_COLORS = ['--series-1', '--series-2'] as const;

function datasetsOf(data: ChartData, view: QuestionChart) {
  return data.series.map(({ title, values }, index) => {
    const color = colorOf(SERIES_COLORS[index % SERIES_COLORS.length] ?? '--series-1');
    return {
      label: title,
      data: [...values],
      backgroundColor: color,
      borderColor: color,
      ...(isLine(data, view)
        ? {
            borderWidth: 2,
            pointRadius: 3,
            tension: 0.25,
            cubicInterpolationMode: 'monotone' as const,
            spanGaps: true,
          }
        : BAR_SHAPE),
    };
  });
}

const BAR_SHAPE = { borderRadius: 4, maxBarThickness: 28 } as const;
