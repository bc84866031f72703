import { DISCLOSURE_RULE } from '../disclosure/count.ts';
import { figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import { formatWholePounds } from '../money/pence.ts';
import { COUNTY } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { groupedBars } from '../platform/chart.ts';
import { Fields } from '../platform/form.pages.ts';
import { type Cell, columns, head, type Table, words } from '../platform/table.ts';
import type { CostLine, CostRow, CostTime, UnitCostsShown } from './unit-cost.reading.ts';

/** What the money bought: spend against what was counted, for the county and by district. */
export function unitCostsPage({ time, choices, lines }: UnitCostsShown): Page {
  const fields = new Fields({ time: time.label }, []);
  const byDistrict = lines.filter(({ rows }) => rows.length > 1);
  return {
    title: 'Outcomes against money',
    caption: time.shown,
    wide: true,
    breadcrumbs: [{ text: 'Outcomes', href: '/measures' }, { text: 'Against money' }],
    lede: [
      'What one of each thing counted cost. Spend and count are of the same time and place, and every number opens.',
      'A cost is given only where the books of the time are closed, the count is whole and it was made by one rule. Otherwise it is not comparable, and the reason is said.',
    ],
    filter: {
      action: '/unit-costs',
      fields: [fields.select('time', 'Time', choices, { always: true })],
      button: 'Show the time',
    },
    sections: [
      { table: countyTable(lines, time) },
      ...byDistrict.flatMap((line) => {
        const svg = costChart(line, time);
        return [
          { table: districtTable(line, time) },
          ...(svg === null ? [] : [{ svg, label: `Cost per ${line.each} by district, ${time.shown}` }]),
        ];
      }),
    ],
    links: [
      { text: 'How complete the outcomes are', href: '/completeness' },
      { text: 'Download as CSV', href: `/unit-costs.csv?time=${time.label}` },
    ],
  };
}

function countyTable(lines: readonly CostLine[], time: CostTime): Table {
  return {
    caption: `${COUNTY.name}, ${time.shown}`,
    columns: columns('What was counted', 'Initiative', '#Spend', '#Counted', '#Cost for each', 'Why not comparable'),
    rows: lines.flatMap((line) => {
      const [county] = line.rows;
      return county === undefined ? [] : [[nameOf(line), words(line.initiative), ...cellsOf(county)]];
    }),
    notes: [DISCLOSURE_RULE, HIDDEN],
    empty: 'No measure has a cost for each. Its definition says what one of it is called.',
  };
}

const HIDDEN = 'Where a count is hidden, so are the spend set against it and the cost for each.';

function districtTable(line: CostLine, time: CostTime): Table {
  return {
    caption: `Cost per ${line.each}, ${time.shown}`,
    columns: columns('District', '#Spend', '#Counted', '#Cost for each', 'Why not comparable'),
    rows: line.rows.slice(1).map((row) => [head(row.place.name), ...cellsOf(row)]),
    notes: [],
    empty: '',
  };
}

function nameOf({ measure, each }: CostLine): Cell {
  const name = capitalised(each);
  return measure === null ? head(name) : head(`${name} (${measure.code})`, `/measures/${measure.code}`);
}

function cellsOf({ spent, counted, cost }: CostRow): Cell[] {
  return [figureCell(spent), figureCell(counted), figureCell(cost), words(reasonOf(cost))];
}

function capitalised(words: string): string {
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}

/** Why there is no cost; nothing is said beside a hidden one. */
function reasonOf({ value, note }: ShownFigure): string {
  return value !== null || note === null ? '' : capitalised(note.replace(/^Not comparable: /, ''));
}

/** Districts beside one another; null where fewer than two of them have a cost. */
function costChart(line: CostLine, time: CostTime): string | null {
  const districts = line.rows.slice(1);
  if (districts.filter(({ cost }) => cost.value !== null).length < 2) return null;
  return groupedBars({
    id: `cost-${line.measure?.code.toLowerCase() ?? 'beds'}`,
    title: `Cost per ${line.each} by district, ${time.shown}`,
    description: `${districts.map(({ place, cost }) => `${place.name}: ${cost.text}`).join('. ')}.`,
    series: ['Cost for each'],
    rows: districts.map(({ place, cost }) => ({
      label: place.name,
      values: [{ value: cost.value, text: cost.value === null ? `[${cost.marker}]` : cost.text }],
    })),
    axis: formatWholePounds,
  });
}

/** Every unit cost of the time as one table, for its file. */
export function unitCostsFile({ time, lines }: UnitCostsShown): Table {
  return {
    caption: 'Outcomes against money',
    columns: columns(
      'Initiative',
      'Measure',
      'What was counted',
      'Place',
      'Time',
      '#Spend',
      '#Counted',
      '#Cost for each',
      'Why not comparable',
    ),
    rows: lines.flatMap((line) =>
      line.rows.map((row) => [
        head(line.initiative),
        words(line.measure?.code ?? ''),
        words(line.each),
        words(row.place.name),
        words(time.label),
        ...cellsOf(row),
      ]),
    ),
    notes: [],
    empty: '',
  };
}
