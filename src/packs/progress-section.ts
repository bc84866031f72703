import { spanShown, yearShown } from '../calendar/financial-year.ts';
import { type Quarter, quarterSpan } from '../calendar/quarter.ts';
import type { FrozenFigure } from '../figures/snapshot.store.ts';
import { CONFIDENCE_COLOURS } from '../initiatives/delivery/confidence.ts';
import type { Scope } from '../ledger/scope.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import { paragraphs } from '../meetings/meeting.pages.ts';
import { isProtected } from '../outcomes/measure.ts';
import { COUNTY, DISTRICTS } from '../partners/place.ts';
import { type ChartValue, quarterColumns } from '../platform/chart.ts';
import { formatCount } from '../platform/count.ts';
import type { PackContext, PackInitiative, PackMeasure } from './context.ts';
import { districtChart, districtTargets } from './district-chart.ts';
import {
  type Block,
  type Cell,
  frozenText,
  heading,
  numeric,
  type PackFigures,
  rated,
  said,
  text,
  words,
} from './pack.ts';
import { OWNERS, type PackSection } from './section.ts';
import { nameOf, ratingAsks, ratingIn } from './sections/finance-words.ts';
import { vacancyAsks, vacancyBlocks } from './vacancy-block.ts';

const OBSERVED = 'outcome.observed';
const TARGET = 'outcome.target';
const SHARE = 'outcome.share';

/** The figures of every measure and quarter for the county, and of one quarter by district and by category. */
function progressAsks(context: PackContext): FigureAsked[] {
  return context.initiatives
    .flatMap(({ measures }) => measures)
    .flatMap((measure) => [
      ...context.quarters.flatMap((quarter) => [
        { figure: OBSERVED, scope: countyScope(measure, quarter) },
        { figure: TARGET, scope: countyScope(measure, quarter) },
        ...(measure.denominator === null ? [] : [{ figure: SHARE, scope: countyScope(measure, quarter) }]),
      ]),
      ...[...districtScopes(measure), ...categoryScopes(measure)].map((scope) => ({ figure: OBSERVED, scope })),
      ...districtTargets(measure),
    ]);
}

function districtScopes({ code, byDistrict }: PackMeasure): Scope[] {
  return byDistrict === null
    ? []
    : DISTRICTS.map((place) => ({ measure: code, place: place.code, quarter: byDistrict }));
}

function categoryScopes({ code, byCategory, categories }: PackMeasure): Scope[] {
  return byCategory === null
    ? []
    : categories.map((category) => ({
        measure: code,
        place: COUNTY.code,
        category: category.code,
        quarter: byCategory,
      }));
}

function countyScope(measure: PackMeasure, quarter: Quarter) {
  return { measure: measure.code, place: COUNTY.code, quarter };
}

/** The highlight report of each initiative, and why one that pays for posts is underspent. */
export const PROGRESS: PackSection = {
  code: 'progress',
  title: 'Highlight reports',
  owners: OWNERS.commissioning,
  placing: 'body',
  prepare: ({ context }) => ({
    asks: [...ratingAsks(context), ...vacancyAsks(context)],
    blocks: ({ figures }) =>
      context.initiatives.length === 0
        ? [said('There are no initiatives yet.')]
        : context.initiatives.flatMap((initiative) => [
            ...highlightBlocks(context, initiative, figures),
            ...vacancyBlocks(context, initiative, figures),
          ]),
  }),
};

/** What was counted, by district where it may leave so, with a picture for each initiative. */
export const OUTCOMES: PackSection = {
  code: 'outcomes',
  title: 'Outcomes by district',
  owners: OWNERS.coordinator,
  placing: 'body',
  prepare: ({ context }) => ({
    asks: progressAsks(context),
    blocks: ({ figures }) => {
      const blocks = context.initiatives.flatMap((initiative) => outcomeBlocks(context, initiative, figures));
      return blocks.length === 0 ? [said('Nothing has been counted yet.')] : blocks;
    },
  }),
};

/** Every measure of each initiative for the county, quarter by quarter. */
export const MEASURES: PackSection = {
  code: 'measures',
  title: 'Measures, quarter by quarter',
  owners: OWNERS.coordinator,
  placing: 'annex',
  wide: true,
  prepare: ({ context }) => ({
    asks: progressAsks(context),
    blocks: ({ figures }) => {
      const blocks = context.initiatives.flatMap((initiative) => countyBlocks(context, initiative, figures));
      return blocks.length === 0 ? null : blocks;
    },
  }),
};

function highlightBlocks(context: PackContext, initiative: PackInitiative, figures: PackFigures): Block[] {
  const highlight = confidenceIn(context.papers, initiative);
  const before = context.previous === null ? undefined : confidenceIn(context.previous.papers, initiative);
  const money = ratingIn(context, figures, initiative);
  const headed = heading(
    `progress-${initiative.ref}`,
    nameOf(initiative),
    ...(highlight === undefined
      ? []
      : [rated(`Confidence: ${highlight.confidence}`, CONFIDENCE_COLOURS[highlight.confidence])]),
    ...(before === undefined ? [] : [words(`Before: ${before.confidence}`)]),
    rated(`Money: ${money.word}`, money.colour),
  );
  if (highlight === undefined) return [headed, said('No highlight report has been written for this meeting.')];
  return [
    headed,
    {
      kind: 'facts',
      rows: [
        { label: 'This period', paragraphs: paragraphs(highlight.thisPeriod) },
        { label: 'Next period', paragraphs: paragraphs(highlight.nextPeriod) },
        { label: 'Risks', paragraphs: paragraphs(highlight.risks) },
      ],
    },
  ];
}

function confidenceIn({ highlights }: PackContext['papers'], { ref }: PackInitiative) {
  return highlights.find(({ initiative }) => initiative === ref);
}

function outcomeBlocks(context: PackContext, initiative: PackInitiative, figures: PackFigures): Block[] {
  const { quarters } = context;
  if (initiative.measures.length === 0 || quarters.length === 0) return [];
  const blocks = [
    districtTable(initiative, figures),
    ...initiative.measures.map((measure) => categoryTable(measure, figures)),
    districtChart(initiative, figures) ?? measureChart(initiative, quarters, figures),
  ].filter((block) => block !== null);
  return blocks.length === 0
    ? []
    : [heading(`outcomes-${initiative.ref}`, `${initiative.ref} ${initiative.name}`), ...blocks];
}

/** The county's numbers; their picture stands here where the districts have one of their own before. */
function countyBlocks({ quarters }: PackContext, initiative: PackInitiative, figures: PackFigures): Block[] {
  if (initiative.measures.length === 0 || quarters.length === 0) return [];
  const last = quarters.at(-1) as Quarter;
  const chart = districtChart(initiative, figures) === null ? null : measureChart(initiative, quarters, figures);
  return [
    {
      kind: 'table',
      caption: `${COUNTY.name}: ${initiative.name}`,
      columns: [
        text('Measure'),
        ...quarters.map((quarter) => numeric(quarterLabelled(quarter))),
        numeric(`Target ${quarterLabelled(last)}`),
      ],
      rows: initiative.measures.flatMap((measure) => countyRows(initiative, measure, quarters, figures)),
      total: null,
      notes: notesOf(initiative, quarters, figures),
    },
    ...(chart === null ? [] : [chart]),
  ];
}

function countyRows(
  initiative: PackInitiative,
  measure: PackMeasure,
  quarters: Quarter[],
  figures: PackFigures,
): Cell[][] {
  const last = quarters.at(-1) as Quarter;
  const observed = [
    words(`${measure.name} (${measure.unit}, ${BASIS_WORDS[measure.basis]})`),
    ...quarters.map((quarter) => figures.cell(OBSERVED, countyScope(measure, quarter))),
    figures.cell(TARGET, countyScope(measure, last)),
  ];
  if (measure.denominator === null) return [observed];
  const whole = initiative.measures.find(({ code }) => code === measure.denominator);
  const share = [
    words(`${measure.name}, as a share of ${whole?.name ?? measure.denominator}`),
    ...quarters.map((quarter) => figures.cell(SHARE, countyScope(measure, quarter))),
    words(''),
  ];
  return [observed, share];
}

/** The categories of a measure over the county, in the last quarter in which one was observed. */
function categoryTable(measure: PackMeasure, figures: PackFigures): Block | null {
  if (measure.byCategory === null) return null;
  return {
    kind: 'table',
    caption: `By ${measure.dimension?.toLowerCase() ?? 'category'}: ${measure.name}, ${quarterLabelled(measure.byCategory)}`,
    columns: [text(measure.dimension ?? 'Category'), numeric(COUNTY.name)],
    rows: categoryScopes(measure).map((scope, index) => [
      words(measure.categories[index]?.name ?? ''),
      figures.cell(OBSERVED, scope),
    ]),
    total: null,
    notes: [],
  };
}

/** By district, each measure in the last quarter that a district was observed in. */
function districtTable(initiative: PackInitiative, figures: PackFigures): Block | null {
  const measures = initiative.measures.filter(({ byDistrict }) => byDistrict !== null);
  if (measures.length === 0) return null;
  return {
    kind: 'table',
    caption: `By district: ${initiative.name}`,
    columns: [text('Measure'), ...DISTRICTS.map(({ name }) => numeric(name))],
    rows: measures.map((measure) => [
      words(`${measure.name}, ${quarterLabelled(measure.byDistrict as Quarter)}`),
      ...districtScopes(measure).map((scope) => figures.cell(OBSERVED, scope)),
    ]),
    total: null,
    notes: [],
  };
}

const BASIS_WORDS: Record<PackMeasure['basis'], string> = {
  'in-period': 'in the quarter',
  cumulative: 'so far',
  'point-in-time': 'at the end of the quarter',
};

function quarterLabelled({ year, quarter }: Quarter): string {
  return `${yearShown(year)} Q${quarter}`;
}

/** Which counts of the county are not whole, told once for all that lack the same districts. */
function notesOf(initiative: PackInitiative, quarters: Quarter[], figures: PackFigures): string[] {
  const lacking = new Map<string, string[]>();
  for (const quarter of quarters) {
    for (const measure of initiative.measures) {
      const { value, leavesOut } = figures.of(OBSERVED, countyScope(measure, quarter));
      if (value === null || leavesOut.length === 0) continue;
      const name = `${quarterLabelled(quarter)} leaves out ${leavesOut.join(', ')}`;
      lacking.set(name, [...(lacking.get(name) ?? []), measure.name]);
    }
  }
  const people = initiative.measures.some(isProtected);
  return [
    ...[...lacking].map(([name, measures]) => `${name}: ${measures.join('; ')}.`),
    ...(people ? ['How counts of people are protected stands in the notes at the end.'] : []),
  ];
}

/** A picture of the first measure that has something to show, from the same protected figures as the table. */
function measureChart(initiative: PackInitiative, quarters: Quarter[], figures: PackFigures): Block | null {
  const seen = (measure: PackMeasure, id: string): FrozenFigure[] =>
    quarters.map((quarter) => figures.of(id, countyScope(measure, quarter)));
  const shownIn = (measure: PackMeasure): number =>
    seen(measure, OBSERVED).filter(({ value }) => value !== null).length;
  const measure = initiative.measures.find((m) => shownIn(m) > 1) ?? initiative.measures.find((m) => shownIn(m) > 0);
  if (measure === undefined) return null;
  const targets = seen(measure, TARGET);
  const hasTarget = targets.some(({ value }) => value !== null);
  const observed = seen(measure, OBSERVED);
  const rows = quarters.map((quarter, index) => ({
    label: quarterLabelled(quarter),
    values: [observed[index], ...(hasTarget ? [targets[index]] : [])].map((figure) => charted(figure as FrozenFigure)),
  }));
  const lastAt = observed.findLastIndex(({ value }) => value !== null);
  const title =
    `${measure.name}: ${frozenText(observed[lastAt] as FrozenFigure)} ` +
    `in ${spanShown(quarterSpan(quarters[lastAt] as Quarter))}`;
  const series = ['Observed', ...(hasTarget ? ['Target'] : [])];
  const alt = rows
    .map(({ label, values }) => `${label}: ${values.map((v, n) => `${series[n]} ${v.text}`).join(', ')}`)
    .join('. ');
  const id = `chart-${initiative.ref}`;
  const svg = quarterColumns({ id, title, description: `${alt}.`, series, rows, axis: formatCount });
  return { kind: 'chart', id, title, alt: `${title}. ${alt}.`, svg };
}

/** In a chart a marker stands alone: its words are in the notes. */
function charted(figure: FrozenFigure): ChartValue {
  return { value: figure.value, text: figure.value === null ? `[${figure.marker}]` : frozenText(figure) };
}
