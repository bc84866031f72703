import { type PeriodKey, periodLabel, periodShown } from '../../calendar/period.ts';
import { NATURES } from '../../funds/money.form.ts';
import { currentPeriod } from '../../ledger/period.ts';
import { PLACE_CHOICES } from '../../partners/place.ts';
import type { Choice } from '../../platform/form.ts';
import { CATEGORY_CHOICES, type EntryChoices, openPeriodChoices, periodChoices } from '../spend-choices.ts';
import { plainName } from './grid-column.ts';

/** What a cell of a column may mean, and by which names. */
interface Meant {
  value: string;
  names: string[];
}

/** What a column offers while a cell is typed: each as a person would write it. */
export function offeredOf(choices: EntryChoices): Record<string, Choice[]> {
  return {
    initiative: choices.initiatives,
    agreement: choices.agreements,
    place: named(PLACE_CHOICES),
    category: [...CATEGORY_CHOICES],
    period: named(openPeriodChoices(choices.periods)),
    nature: named(NATURES),
    settles: choices.payables,
  };
}

/** Choices that a person writes by their words, not by their code. */
function named(choices: readonly Choice[]): Choice[] {
  return choices.map(({ text }) => ({ value: text, text: '' }));
}

/** Reads cells that are chosen from a list by code or by name. */
export class GridLists {
  private readonly meant: Record<string, Meant[]>;

  constructor(choices: EntryChoices) {
    this.meant = {
      initiative: choices.initiatives.map(codeThenName),
      agreement: choices.agreements.map(codeThenName),
      place: PLACE_CHOICES.map(({ value, text }) => ({ value, names: [value, text] })),
      category: CATEGORY_CHOICES.map(codeThenName),
      period: periodsMeant(choices),
      nature: NATURES.map(({ value, text }) => ({ value, names: [value, text] })),
      settles: choices.payables.map(codeThenName),
    };
  }

  /** The value that a cell means, or the words that say why none; they follow the name of the column. */
  read(column: string, cell: string): { value: string } | { reason: string } {
    const name = plainName(cell);
    if (column === 'agreement' && NO_AGREEMENT.includes(name)) return { value: 'none' };
    const found = (this.meant[column] ?? []).filter(({ names }) => names.some((known) => plainName(known) === name));
    const [only, ...others] = new Set(found.map(({ value }) => value));
    const shown = `“${cell.slice(0, LONGEST_SHOWN)}”`;
    if (only === undefined) return { reason: `must be one of those listed, by its code or its name; found ${shown}` };
    if (others.length > 0)
      return { reason: `must be one alone, and ${shown} means ${[only, ...others].join(' and ')}` };
    return { value: only };
  }
}

const NO_AGREEMENT = ['', 'none', 'no'];
const LONGEST_SHOWN = 40;

/** `I-01 Investigators` is meant by either part, or by both; `AG-2015-001 Police (I-01, 2015/16)` by its provider, too. */
function codeThenName({ value, text }: Choice): Meant {
  const rest = text.startsWith(value) ? text.slice(value.length).trim() : text;
  const [name = ''] = rest.split(/ \(|: /);
  return { value, names: [value, text, `${value} ${name}`, ...(name === '' ? [] : [name])] };
}

/** A period by its label, in words, by its month, and in the current year by its number. */
function periodsMeant({ periods }: EntryChoices): Meant[] {
  const { year } = currentPeriod(periods);
  return periodChoices(periods).map(({ value, text }, index) => {
    const key = periods[index] as PeriodKey;
    const month = /\((.*)\)/.exec(periodShown(key))?.[1] ?? '';
    const numbers = key.year === year ? [String(key.number), `P${key.number}`, `Period ${key.number}`] : [];
    return { value: periodLabel(key), names: [value, text, month, ...numbers] };
  });
}
