import { yearLabel } from '../calendar/financial-year.ts';
import { type PeriodKey, periodLabel, periodShown } from '../calendar/period.ts';
import type { Period } from '../ledger/period.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Forecast, NewForecast } from './forecast.store.ts';
import { placeBlock } from './forecast-block.ts';

/** The field of a period's forecast, where a form is about one initiative. */
export function forecastField(period: PeriodKey): string {
  return `amount-${periodLabel(period)}`;
}

/** The field of an initiative's forecast of a period, where a form is about all of them. */
export function forecastCell(initiative: string, period: PeriodKey): string {
  return `${initiative}-${periodLabel(period)}`;
}

/** An amount as it stands in a box that may be typed over. */
function boxed(pence: Pence): string {
  return formatPounds(pence).replace('£', '');
}

/** What an initiative's form starts with: the latest forecast of each period. */
export function forecastTyped(forecasts: readonly Forecast[]): Typed {
  return Object.fromEntries(forecasts.map(({ period, pence }) => [forecastField(period), boxed(pence)]));
}

/** What the table of all initiatives starts with. */
export function gridTyped(forecasts: readonly Forecast[]): Typed {
  return Object.fromEntries(
    forecasts.map(({ initiative, period, pence }) => [forecastCell(initiative, period), boxed(pence)]),
  );
}

/** Which boxes a form has, and what its errors call them. */
interface Box {
  field: string;
  label: string;
  period: Period;
}

/**
 * Reads boxes. An empty one says nothing about its period, unless a forecast stands there: then 0 has to be written,
 * since a forecast is never deleted. A closed period passes here, so that the act itself refuses it.
 */
function readBoxes<B extends Box>(form: FormReader, boxes: readonly B[], before: Typed): { box: B; pence: Pence }[] {
  const read: { box: B; pence: Pence }[] = [];
  for (const box of boxes) {
    const { field, label, period } = box;
    if ((form.typed[field] ?? '').trim() !== '') read.push({ box, pence: form.pounds(field, label, { least: 0 }) });
    else if (!period.closed && field in form.typed && before[field] !== undefined) {
      form.fail(field, `Enter the ${label[0]?.toLowerCase()}${label.slice(1)}, 0 if nothing is expected`);
    }
  }
  return read;
}

/** What an initiative's form answers; `seen` as in `GridAnswer`, where the form says so. */
export interface ForecastAnswer {
  wanted: { period: PeriodKey; pence: Pence }[];
  seen: number | undefined;
}

/** Reads the form of one initiative, whose forecasts stood as given when it was opened. */
export function readForecastForm(
  body: unknown,
  periods: readonly Period[],
  asSeen: readonly Forecast[],
): FormAnswer<ForecastAnswer> {
  const boxes = periods.map((period) => ({
    field: forecastField(period),
    label: `Forecast for ${periodShown(period)}`,
    period,
  }));
  const form = new FormReader(body, ['seen', ...boxes.map(({ field }) => field)]);
  const read = readBoxes(form, boxes, forecastTyped(asSeen));
  return form.answer(() => ({
    seen: form.typed.seen === undefined ? undefined : seenOf(form.typed),
    wanted: read.map(({ box, pence }) => ({ period: keyOf(box.period), pence })),
  }));
}

/** The initiatives and periods of the table, in its order, and the forecasts as whoever sent the form saw them. */
export interface GridAsked {
  year: number;
  initiatives: readonly { ref: string; name: string }[];
  periods: readonly Period[];
  asSeen: readonly Forecast[];
}

const BESIDE = ['year', 'seen', 'block', 'block-initiative', 'block-period'];

/** What the table answers: each amount typed, and up to which act whoever typed it had seen the forecasts. */
export interface GridAnswer {
  wanted: NewForecast[];
  seen: number;
}

/** Reads the table of all initiatives. Refused as malformed without the hidden parts that the page puts there. */
export function readGridForm(body: unknown, asked: GridAsked): FormAnswer<GridAnswer> {
  const boxes = boxesOf(asked);
  const form = gridReader(body, boxes, asked);
  const read = readBoxes(form, boxes, gridTyped(asked.asSeen));
  if ((form.typed.block ?? '').trim() !== '') {
    form.fail('block', 'Fill the table in with the pasted block first, or empty the box');
  }
  const seen = seenOf(form.typed);
  return form.answer(() => ({
    seen,
    wanted: read.map(({ box, pence }) => ({ initiative: box.initiative, period: keyOf(box.period), pence })),
  }));
}

/** The table with a pasted block filled in, and what is to be said about it. Nothing is read as an amount to save. */
export function fillGrid(body: unknown, asked: GridAsked): { typed: Typed; messages: string[] } {
  const form = gridReader(body, boxesOf(asked), asked);
  seenOf(form.typed);
  const { block = '', 'block-initiative': ref, 'block-period': label, ...typed } = form.typed;
  const from = {
    row: Math.max(
      0,
      asked.initiatives.findIndex((initiative) => initiative.ref === ref),
    ),
    column: Math.max(
      0,
      asked.periods.findIndex((period) => periodLabel(period) === label),
    ),
  };
  const { filled, messages } = placeBlock(block, from, {
    rows: asked.initiatives.map((initiative) => initiative.ref),
    columns: asked.periods.map((period) => ({ name: periodShown(period), closed: period.closed })),
  });
  for (const { row, column, pence } of filled) {
    const [initiative, period] = [asked.initiatives[row], asked.periods[column]];
    if (initiative !== undefined && period !== undefined) typed[forecastCell(initiative.ref, period)] = boxed(pence);
  }
  return { typed: { ...typed, 'block-initiative': ref ?? '', 'block-period': label ?? '' }, messages };
}

function boxesOf({ initiatives, periods }: GridAsked) {
  return initiatives.flatMap(({ ref }) =>
    periods.map((period) => ({
      field: forecastCell(ref, period),
      label: `Forecast of ${ref} for ${periodShown(period)}`,
      period,
      initiative: ref,
    })),
  );
}

function gridReader(body: unknown, boxes: readonly Box[], { year }: GridAsked): FormReader {
  const form = new FormReader(body, [...BESIDE, ...boxes.map(({ field }) => field)]);
  if (form.typed.year !== undefined && form.typed.year !== yearLabel(year)) {
    throw new Refusal('malformed', 'year', 'The form is of another year. Open it again and send it from there.');
  }
  return form;
}

/** Up to which act the forecasts stood on the page. Refused as malformed without it. */
export function seenOf(body: unknown): number {
  const { seen } = (body ?? {}) as Record<string, unknown>;
  if (typeof seen !== 'string' || !/^\d{1,15}$/.test(seen)) {
    throw new Refusal('malformed', 'seen', 'The form was not complete. Open it again and send it from there.');
  }
  return Number(seen);
}

/**
 * What was typed, with what others said meanwhile wherever nothing was typed over it: so that it may be saved again
 * without taking back what somebody else said.
 */
export function mergeTyped(typed: Typed, before: Typed, after: Typed): Typed {
  const merged = { ...typed };
  for (const [field, amount] of Object.entries(after)) {
    if ((typed[field] ?? '') === (before[field] ?? '')) merged[field] = amount;
  }
  return merged;
}

function keyOf({ year, number }: PeriodKey): PeriodKey {
  return { year, number };
}
