import { type Day, formatDay, formatInstant, formatShortDay } from '../calendar/day.ts';
import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import { inSentence, moveOf } from '../initiatives/life/life-machine.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import type { Deadline } from '../notices/deadline.ts';
import type { Page } from '../people/door.ts';
import type { ActName } from '../people/may.ts';
import { counted } from '../platform/count.ts';
import { ragRule } from '../spend/rag.ts';
import { ratingHref } from '../spend/rag-override.pages.ts';
import { overriddenNote } from '../spend/rating.ts';
import { countDates } from './calendar.ts';
import type { Dashboard } from './dashboard.ts';
import type { ReturnStep, Waiting } from './task.ts';

interface Link {
  text: string;
  href: string;
}

/** What people come here to do, each for those who may. */
const ERRANDS: (Link & { act: ActName })[] = [
  { text: 'Record a spend', href: '/spend/new', act: 'spend.enter' },
  { text: 'Import spend from a file', href: '/imports/new', act: 'spend.import' },
  { text: 'Record a claim', href: '/claims/new', act: 'claim.enter' },
  { text: 'Record a monitoring return', href: '/monitoring-returns?show=all', act: 'monitoring.enter' },
  { text: 'Enter a forecast', href: '/forecasts', act: 'forecast.enter' },
  { text: 'Enter an observation', href: '/measures', act: 'observation.enter' },
  { text: 'See the districts side by side', href: '/districts', act: 'contact.enter' },
  { text: 'Add a data return', href: '/data-returns/new', act: 'contact.enter' },
  { text: 'Ask for a virement', href: '/virements/new', act: 'virement.request' },
  { text: 'Record a decision', href: '/decisions/new', act: 'decision.add' },
  { text: 'Add a meeting', href: '/meetings/new', act: 'meeting.edit' },
  { text: 'Prepare a return', href: '/returns/new', act: 'return.prepare' },
  { text: 'See who was reminded of what', href: '/notices', act: 'notice.read' },
];

/** The links of `ERRANDS` that the person may follow. */
export function errandsFor(mayDo: (act: ActName) => boolean): Link[] {
  return ERRANDS.filter(({ act }) => mayDo(act)).map(({ text, href }) => ({ text, href }));
}

const DATES_NAMED = 5;

/** What somebody owes next, in a few lines, with how much of it is late. */
export function datesOwed(dates: readonly Deadline[], today: Day) {
  const { late, soon } = countDates(dates, today);
  return {
    next: dates
      .slice(0, DATES_NAMED)
      .map(({ what, path, dueOn }) => ({ text: what, href: path, due: formatShortDay(dueOn), isLate: dueOn < today })),
    text: `${late} late, ${soon} within a fortnight: the calendar`,
  };
}

/** The landing page: a year's position, its initiatives, and what waits for whoever looks. */
export function homePage(
  dashboard: Dashboard | null,
  waiting: Waiting,
  errands: Link[],
  asAt: { text: string; at: string } | null,
): Page {
  const { nextMeeting } = waiting;
  return {
    title: dashboard === null ? 'The fund' : `The fund in ${yearShown(dashboard.year)}`,
    wide: true,
    asAt: asAt === null ? null : `This is what the office knew on ${formatInstant(asAt.at)}.`,
    now: dashboard === null ? '/' : `/?year=${yearLabel(dashboard.year)}`,
    asAtTyped: asAt?.text ?? '',
    years: (dashboard?.years ?? []).map((year) => ({
      value: yearLabel(year),
      text: yearShown(year),
      selected: year === dashboard?.year,
    })),
    position: dashboard?.position.map(figurePart) ?? null,
    beside: (dashboard?.beside ?? []).map(figurePart),
    notes: notesOf(dashboard),
    columns: dashboard?.totals.map(({ label }) => label) ?? [],
    totals: (dashboard?.totals ?? []).map(figurePart),
    lines: (dashboard?.lines ?? []).map(({ initiative, figures, rating }) => ({
      ref: initiative.ref,
      name: initiative.name,
      href: `/initiatives/${initiative.ref}`,
      figures: figures.map(figurePart),
      rag: {
        text: rating.word,
        colour: rating.colour,
        href: ratingHref(initiative.ref, dashboard?.year as number),
        overridden: overriddenNote(rating),
      },
    })),
    monitoring: monitoringHref(dashboard, asAt),
    rule: ragRule(),
    tasks: tasksOf(waiting),
    // Before there is a financial year nothing can be entered; in the past, nothing is.
    errands: dashboard === null || asAt !== null ? [] : errands,
    meeting:
      nextMeeting === null
        ? null
        : { text: `${nextMeeting.ref} on ${formatDay(nextMeeting.heldOn)}`, href: '/next-meeting' },
  };
}

/** The report of the same year, as at the same moment. */
function monitoringHref(dashboard: Dashboard | null, asAt: { text: string } | null): string {
  const query = new URLSearchParams();
  if (dashboard !== null) query.set('year', yearLabel(dashboard.year));
  if (asAt !== null) query.set('as-at', asAt.text);
  return `/monitoring?${query}`;
}

function figurePart({ label, text, href }: ShownFigure): { label: string; text: string; href: string } {
  return { label, text, href };
}

/** What the totals leave out, said once: which figures, and what. */
function notesOf(dashboard: Dashboard | null): string[] {
  const labels = new Map<string, string[]>();
  for (const { label, note } of [...(dashboard?.position ?? []), ...(dashboard?.beside ?? [])]) {
    if (note !== null) labels.set(note, [...(labels.get(note) ?? []), label]);
  }
  return [...labels].map(([note, of]) => `${note}: ${of.join(', ')}.`);
}

const STEPS: Record<ReturnStep, string> = {
  check: 'to be checked',
  offer: 'to be submitted for certification',
  certify: 'to be certified',
  change: 'to be changed',
  submit: 'to be submitted',
};

function tasksOf(waiting: Waiting): Link[] {
  const { approvals, returned, batches, virements, carryForwards, returns, partnership, steps, assurance } = waiting;
  const tasks: Link[] = [];
  if (approvals > 0)
    tasks.push({ text: counted(approvals, 'spend to approve', 'spends to approve'), href: '/approvals?show=mine' });
  if (returned > 0) {
    const text = counted(
      returned,
      'entry returned to you, with the reason',
      'entries returned to you, with the reasons',
    );
    tasks.push({ text, href: '/approvals' });
  }
  if (batches > 0) {
    tasks.push({ text: counted(batches, 'imported batch to accept', 'imported batches to accept'), href: '/imports' });
  }
  const awaiting = 'status=awaiting+approval';
  if (virements > 0) {
    const text = counted(virements, 'virement to approve', 'virements to approve');
    tasks.push({ text, href: `/virements?${awaiting}` });
  }
  if (carryForwards > 0) {
    const text = counted(carryForwards, 'carry-forward to approve', 'carry-forwards to approve');
    tasks.push({ text, href: `/carry-forwards?${awaiting}` });
  }
  tasks.push(...claimTasks(waiting));
  for (const { filing, step } of returns) {
    tasks.push({ text: `Return ${filing.ref} ${STEPS[step]}`, href: `/returns/${filing.ref}/${filing.draft}` });
  }
  return [
    ...tasks,
    ...waiting.observations,
    ...partnershipTasks(partnership),
    ...stepTasks(steps),
    ...assurance,
    ...waiting.meetings,
  ];
}

function partnershipTasks({ vacancies, reviews, returns }: Waiting['partnership']): Link[] {
  const tasks: Link[] = [];
  if (vacancies > 0)
    tasks.push({ text: counted(vacancies, 'contact to name', 'contacts to name'), href: '/districts' });
  if (reviews > 0) {
    const text = counted(reviews, 'review of sharing overdue', 'reviews of sharing overdue');
    tasks.push({ text, href: '/sharing-agreements?state=overdue' });
  }
  if (returns > 0) {
    tasks.push({
      text: counted(returns, 'data return overdue', 'data returns overdue'),
      href: '/data-returns?state=overdue',
    });
  }
  return tasks;
}

/** So many steps are named one by one; more are counted. */
const MOST_NAMED = 5;

function stepTasks(steps: Waiting['steps']): Link[] {
  if (steps.length > MOST_NAMED) {
    const late = steps.filter(({ overdue }) => overdue > 0).length;
    const text = `${counted(steps.length, 'step', 'steps')} of initiatives to record${late === 0 ? '' : `, ${late} overdue`}`;
    return [{ text, href: '/life' }];
  }
  return steps.map(({ initiative, next, overdue }) => {
    const when = next.due === null ? '' : `, ${overdue > 0 ? 'overdue since' : 'due by'} ${formatDay(next.due)}`;
    return {
      text: `${initiative.ref}: ${inSentence(moveOf(next.move).past)}${when}`,
      href: `/initiatives/${initiative.ref}`,
    };
  });
}

function claimTasks({ claimsToCheck, claimsToApprove, payablesDue, returnsOverdue }: Waiting): Link[] {
  const tasks: [count: number, one: string, many: string, href: string][] = [
    [claimsToCheck, 'claim to check', 'claims to check', '/claims?state=received'],
    [claimsToApprove, 'claim to approve', 'claims to approve', '/claims?state=checked'],
    [
      payablesDue,
      'claim to pay, due within a week or overdue',
      'claims to pay, due within a week or overdue',
      '/payables',
    ],
    [returnsOverdue, 'monitoring return overdue', 'monitoring returns overdue', '/monitoring-returns'],
  ];
  return tasks
    .filter(([count]) => count > 0)
    .map(([count, one, many, href]) => ({ text: counted(count, one, many), href }));
}
