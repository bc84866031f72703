import { readYear, yearLabel, yearShown } from '../calendar/financial-year.ts';
import { type PeriodKey, periodLabel, periodShown, readPeriod } from '../calendar/period.ts';
import { type Quarter, quarterLabel, quarterShown, readQuarter } from '../calendar/quarter.ts';
import { Refusal } from '../platform/refusal.ts';
import type { CellFilter } from './balance.ts';

/** What a figure is asked about. What is left out is not narrowed; references are those that people use. */
export interface Scope {
  fund?: string;
  source?: string;
  allocation?: string;
  initiative?: string;
  agreement?: string;
  nature?: string;
  /** The financial year of the money. */
  year?: number;
  /** Posted up to and with this period; just in it; or in this quarter. */
  through?: PeriodKey;
  period?: PeriodKey;
  quarter?: Quarter;
  place?: string;
  category?: string;
  measure?: string;
  /** The decision that money rests on: only figures about decisions narrow by it. */
  decision?: string;
  /** The type of additional cost that a grant pays for: only figures of grants received narrow by it. */
  cost?: string;
  /** The act that changed something, by its number: only figures about changes narrow by it. */
  act?: string;
  /** The figure that is compared, and the frozen figures that it is compared with: only figures about that have them. */
  of?: string;
  since?: string;
}

const REFERENCES = [
  'fund',
  'source',
  'allocation',
  'initiative',
  'agreement',
  'nature',
  'place',
  'category',
  'measure',
  'decision',
  'act',
  'cost',
  'of',
  'since',
] as const;

/** The scope as names and texts, in a fixed order: for addresses, JSON and frozen papers. */
export function scopeTexts(scope: Scope): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of REFERENCES) if (scope[name] !== undefined) texts[name] = scope[name];
  if (scope.year !== undefined) texts.year = yearLabel(scope.year);
  if (scope.through !== undefined) texts.through = periodLabel(scope.through);
  if (scope.period !== undefined) texts.period = periodLabel(scope.period);
  if (scope.quarter !== undefined) texts.quarter = quarterLabel(scope.quarter);
  return texts;
}

/** One text for one scope, by which it is found again while a page or a paper is made; it is never kept. */
export function scopeKey(scope: Scope): string {
  const { year, through, period, quarter } = scope;
  let key = '';
  for (const name of REFERENCES) if (scope[name] !== undefined) key += `${name}\u001f${scope[name]}\u001f`;
  if (year !== undefined) key += `year ${year}\u001f`;
  if (through !== undefined) key += `through ${through.year} ${through.number}\u001f`;
  if (period !== undefined) key += `period ${period.year} ${period.number}\u001f`;
  if (quarter !== undefined) key += `quarter ${quarter.year} ${quarter.quarter}`;
  return key;
}

/** Reads what `scopeTexts` wrote. Refused as malformed, naming the part that was not understood. */
export function readScope(texts: Record<string, unknown>): Scope {
  const scope: Scope = {};
  for (const [name, text] of Object.entries(texts)) {
    if (typeof text !== 'string' || text.length > 60) throw notUnderstood(name);
    if ((REFERENCES as readonly string[]).includes(name)) scope[name as (typeof REFERENCES)[number]] = text;
    else if (name === 'year') scope.year = readYear(text) ?? fail(name);
    else if (name === 'through') scope.through = readPeriod(text) ?? fail(name);
    else if (name === 'period') scope.period = readPeriod(text) ?? fail(name);
    else if (name === 'quarter') scope.quarter = readQuarter(text) ?? fail(name);
    else throw notUnderstood(name);
  }
  return scope;
}

function fail(name: string): never {
  throw notUnderstood(name);
}

function notUnderstood(name: string): Refusal {
  return new Refusal(
    'malformed',
    'scope',
    `The part ${JSON.stringify(name.slice(0, 40))} of the address was not understood. Open the number from its page.`,
  );
}

/** The scope in words, such as `I-01, 2014/15, up to Period 3 (June 2014)`. */
export function scopeShown(scope: Scope): string {
  const parts: string[] = [];
  for (const name of REFERENCES) {
    if (name !== 'fund' && scope[name] !== undefined) parts.push(partShown(name, scope[name]));
  }
  if (scope.year !== undefined) parts.push(yearShown(scope.year));
  if (scope.through !== undefined) parts.push(`up to ${periodShown(scope.through)}`);
  if (scope.period !== undefined) parts.push(`in ${periodShown(scope.period)}`);
  if (scope.quarter !== undefined) parts.push(quarterShown(scope.quarter));
  return parts.length === 0 ? 'the whole fund' : parts.join(', ');
}

function partShown(name: (typeof REFERENCES)[number], text: string): string {
  if (text === '') return `no ${name}`;
  if (name === 'since') return `since snapshot ${text}`;
  return name === 'act' ? `act ${text}` : text;
}

/** The part of a scope that narrows cells of the books. */
export function scopeFilter(scope: Scope): CellFilter {
  return scope;
}

/** The financial year that all of them ask about; undefined when they ask about several, or about all years. */
export function oneYear(asked: readonly Pick<Scope, 'year'>[]): number | undefined {
  const [year, ...others] = new Set(asked.map((of) => of.year));
  return others.length === 0 ? year : undefined;
}
