import type { Act } from '../../audit/act.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodLabel, periodShown, readPeriod } from '../../calendar/period.ts';
import { AGREEMENT_FIELD, demandSameInitiative } from '../../initiatives/agreements/agreement-choices.ts';
import { findInitiative } from '../../initiatives/initiative.store.ts';
import { INITIATIVE_FIELD } from '../../initiatives/initiative-choices.ts';
import { keepsPosts } from '../../initiatives/kinds/post.store.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { PLACE_CHOICES } from '../../partners/place.ts';
import type { Db } from '../../platform/database.ts';
import { refused } from '../../platform/refusal.ts';
import type { Answers, ReadChoices } from '../../registers/field.ts';
import { findRecord, listRecords } from '../../registers/register.store.ts';
import type { Kept, Register } from '../../registers/register.ts';
import { CATEGORY_CHOICES } from '../spend-choices.ts';
import { SPEND } from '../spend-way.ts';
import { monthsOfYear } from './post-month.ts';

/** A recharge schedule as it stands: how the months of an initiative's posts become spend. */
export interface Schedule {
  ref: string;
  version: number;
  initiative: string;
  /** Empty where it comes straight out of the initiative's budget. */
  agreement: string;
  first: PeriodKey;
  last: PeriodKey;
  place: string;
  category: string;
  supplier: string;
  /** What is added to a post's annual cost, in whole per cent; 0 where that has its on-costs already. */
  onCost: number;
}

/** The months of every year of the office, closed or open. */
const readMonthChoices: ReadChoices = async (db, officeId) => {
  const years = new Set((await readPeriods(db, officeId)).map(({ year }) => year));
  return [...years].flatMap(monthsOfYear).map((month) => ({
    value: periodLabel(month),
    text: `${periodShown(month)} of ${yearShown(month.year)}`,
  }));
};

/** Recharge schedules: each says from when to when the posts of an initiative are recharged, by whom, and to what. */
export const SCHEDULES: Register = {
  code: 'payroll-schedule',
  table: 'payroll_schedule',
  path: '/payroll',
  prefix: 'RS',
  title: 'Payroll recharges',
  one: 'recharge schedule',
  lede: [
    'Posts that somebody else employs are recharged month by month. A schedule proposes each month’s entries from the posts filled: nobody is named, and nothing is recorded until a person has looked at it.',
    'A month is the year’s cost of a post divided by the periods of that financial year, and of it the days on which the post was filled.',
  ],
  empty: 'No recharge schedule has been made.',
  way: [SPEND],
  acts: { read: 'payroll.read', add: 'payroll.enter', change: 'payroll.enter' },
  fields: [
    { ...INITIATIVE_FIELD, hint: 'One whose posts are recorded here' },
    {
      ...AGREEMENT_FIELD,
      fixed: false,
      hint: 'The transfer that pays for the posts; none where it comes straight out of the budget',
    },
    { name: 'firstPeriod', label: 'First period', kind: 'choice', choices: readMonthChoices, list: true },
    { name: 'lastPeriod', label: 'Last period', kind: 'choice', choices: readMonthChoices, list: true },
    { name: 'place', label: 'Place', kind: 'choice', choices: PLACE_CHOICES, list: true },
    { name: 'category', label: 'Category', kind: 'choice', choices: CATEGORY_CHOICES, list: true },
    { name: 'supplier', label: 'Supplier', kind: 'text', list: true, hint: 'Who employs the posts and recharges them' },
    {
      name: 'onCost',
      label: 'On-costs on top of the annual cost',
      heading: 'On-costs',
      kind: 'percent',
      optional: true,
      list: true,
      hint: 'In whole per cent. Leave empty where the annual cost of the posts has its on-costs already',
    },
  ],
  name: ({ initiative, supplier }) => `${initiative}, recharged by ${supplier}`,
  check: checkSchedule,
  checkKept: checkScheduleKept,
};

/** Refused as `last-before-first`. */
function checkSchedule({ firstPeriod, lastPeriod }: Answers): void {
  if (String(lastPeriod) >= String(firstPeriod)) return;
  throw refused('last-before-first', 'Last period must not come before the first', 'lastPeriod');
}

/**
 * Refused by name: `no-posts` where the initiative's kind keeps none; `other-initiative`; `overlaps` where another
 * schedule proposes the same posts; `recorded-outside` where a month that was recorded would no longer be its own.
 */
async function checkScheduleKept(act: Act, answers: Answers, before: Kept | null): Promise<void> {
  const { trx, doer } = act;
  const initiative = await findInitiative(trx, doer.officeId, String(answers.initiative));
  if (!keepsPosts(initiative)) {
    throw refused(
      'no-posts',
      `${initiative.ref} keeps no posts, so nothing could be proposed. Select an initiative whose posts are recorded.`,
      'initiative',
    );
  }
  await demandSameInitiative(act, answers);
  const wanted = { first: String(answers.firstPeriod), last: String(answers.lastPeriod) };
  for (const other of await listSchedules(trx, doer.officeId)) {
    if (other.ref === before?.ref || other.initiative !== initiative.ref) continue;
    if (wanted.first > periodLabel(other.last) || wanted.last < periodLabel(other.first)) continue;
    throw refused(
      'overlaps',
      `${other.ref} proposes the posts of ${initiative.ref} from ${periodShown(other.first)} to ` +
        `${periodShown(other.last)} already. Choose periods outside these, or change ${other.ref}.`,
      'firstPeriod',
    );
  }
  if (before === null) return;
  const recorded: { year: number; period: number }[] = await trx('payroll_line')
    .where({ office_id: doer.officeId, schedule_ref: before.ref })
    .distinct('year', 'period');
  const outside = recorded
    .map(({ year, period }) => ({ year, number: period }))
    .toSorted(comparePeriods)
    .find((key) => periodLabel(key) < wanted.first || periodLabel(key) > wanted.last);
  if (outside !== undefined) {
    throw refused(
      'recorded-outside',
      `${periodShown(outside)} of ${yearShown(outside.year)} was recorded by this schedule, so it stays within it.`,
      periodLabel(outside) < wanted.first ? 'firstPeriod' : 'lastPeriod',
    );
  }
}

function scheduleFrom({ ref, version, answers }: Kept): Schedule {
  return {
    ref,
    version,
    initiative: String(answers.initiative),
    agreement: String(answers.agreement ?? ''),
    first: readPeriod(String(answers.firstPeriod)) as PeriodKey,
    last: readPeriod(String(answers.lastPeriod)) as PeriodKey,
    place: String(answers.place),
    category: String(answers.category),
    supplier: String(answers.supplier),
    onCost: Number(answers.onCost ?? 0),
  };
}

/** The schedules up to an act, each as it stood then. */
export async function listSchedules(db: Db, officeId: number, upToSeq?: number): Promise<Schedule[]> {
  return (await listRecords(db, officeId, SCHEDULES, upToSeq)).map(scheduleFrom);
}

/** A schedule by its reference as it stands; not found when there is none. */
export async function findSchedule(db: Db, officeId: number, ref: string): Promise<Schedule> {
  return scheduleFrom(await findRecord(db, officeId, SCHEDULES, ref));
}

/** The months of a schedule, the earliest first. */
export function monthsOfSchedule({ first, last }: Schedule): PeriodKey[] {
  const months: PeriodKey[] = [];
  for (let year = first.year; year <= last.year; year += 1) {
    for (const { number } of monthsOfYear(year)) months.push({ year, number });
  }
  return months.filter((month) => comparePeriods(month, first) >= 0 && comparePeriods(month, last) <= 0);
}
