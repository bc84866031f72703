import { type Day, formatDay, formatShortDay } from '../../calendar/day.ts';
import type { PagePart } from '../../people/page-part.ts';
import { type Role, roleShown } from '../../people/role.ts';
import { counted } from '../../platform/count.ts';
import { type Cell, columns, ref, type Table, tagged, words } from '../../platform/table.ts';
import { type Life, lastOf, OUTCOMES, RECOMMENDATIONS, type Ruling, statusAfter } from './life.ts';
import { standsToRecommendation } from './life-check.ts';
import { lifeHref, moveHref } from './life-form.pages.ts';
import { type MoveName, moveOf, STATUSES, type Status } from './life-machine.ts';
import { daysOverdue, type NextStep } from './life-next.ts';
import { statusTag } from './life-status.pages.ts';

/** A life with what comes next, as pages show it. */
export interface LifeShown {
  life: Life;
  next: NextStep | null;
  today: Day;
  commissionerTitle: string;
}

/** What comes next, who owes it and by when, in words; empty where a life is over. */
export function nextInWords({ next, today, commissionerTitle }: LifeShown) {
  if (next === null) return { step: 'Nothing', owedBy: '', due: '', overdue: '' };
  const late = daysOverdue(next, today);
  return {
    step: moveOf(next.move).past,
    owedBy: roleShown(next.owedBy as Role, commissionerTitle),
    due: next.due === null ? '' : formatDay(next.due),
    overdue: late === 0 ? '' : `Overdue by ${counted(late, 'day', 'days')}`,
  };
}

/** Where it stands, what comes next and the whole line of steps, as `views/initiatives/standing.ejs` shows it. */
export function standingPanel(shown: LifeShown, moves: readonly MoveName[]) {
  const { life, next, today } = shown;
  return {
    view: 'initiatives/standing',
    tag: statusTag(life.status),
    since: `since ${formatDay(life.since)}`,
    next: next === null ? null : nextInWords(shown),
    steps: stepsOf(life),
    actions: moves.map((move) => ({
      text: moveOf(move).does,
      href: moveHref(life.initiative, move),
      isNext: move === next?.move && next.opensOn <= today,
    })),
    history: { text: 'Its whole history', href: lifeHref(life.initiative) },
  };
}

/** A step of the line: what it is, when it happened, and whether it is done, where it stands, or still to come. */
interface Step {
  text: string;
  when: string;
  state: 'done' | 'now' | 'to-come';
}

const LINE: readonly Status[] = [
  'need-identified',
  'proposed',
  'considered',
  'approved',
  'offered',
  'accepted',
  'live',
  'ended',
  'return-received',
  'reconciled',
  'closed',
];

/**
 * The line of steps from the need to the evaluation. A step that was passed over says so; one that leaves the line,
 * such as a suspension or a withdrawal, stands after the last that was reached.
 */
function stepsOf(life: Life): Step[] {
  const reached = new Map<Status, Day>([['need-identified', life.identifiedOn]]);
  for (const event of life.standing) {
    // A variation or a resumption leads back to a status that was reached before.
    const status = statusAfter(event);
    if (!reached.has(status) || status === 'offered' || status === 'considered') reached.set(status, event.happenedOn);
  }
  const isOff = !LINE.includes(life.status);
  const last = Math.max(...LINE.map((status, index) => (reached.has(status) ? index : 0)));
  const steps = LINE.map((status, index): Step => {
    const day = reached.get(status);
    if (day === undefined) {
      return {
        text: STATUSES[status],
        when: index < last ? 'Passed over' : 'To come',
        state: index < last ? 'done' : 'to-come',
      };
    }
    const isNow = status === life.status;
    const first = life.standing[0]?.happenedOn;
    if (index === 0 && first !== undefined && first < day) {
      // It was recorded later than what came of it: then the need was known by that day.
      return { text: STATUSES[status], when: `By ${formatShortDay(first)}`, state: 'done' };
    }
    return { text: STATUSES[status], when: formatShortDay(day), state: isNow ? 'now' : 'done' };
  });
  if (!isOff) return steps;
  const stop: Step = { text: STATUSES[life.status], when: formatShortDay(life.since), state: 'now' };
  const isOver = life.status === 'declined' || life.status === 'withdrawn';
  return [...steps.slice(0, last + 1), stop, ...(isOver ? [] : steps.slice(last + 1))];
}

/** What PEG recommended and what the Commissioner decided: two records, and how one stands to the other. */
export function twoRecords(life: Life): { key: string; cells: Cell[] }[] {
  const considered = lastOf(life, 'consider');
  const decided = lastOf(life, 'decide');
  const recommendation = considered?.recommendation ?? null;
  const ruling = decided?.ruling ?? null;
  const against = standsToRecommendation(life);
  return [
    {
      key: 'PEG’s recommendation',
      cells:
        considered === undefined || recommendation === null
          ? [words('None recorded')]
          : [
              words(
                `${RECOMMENDATIONS[recommendation.recommendation]}, ${recommendation.meeting}, ${formatDay(considered.happenedOn)}`,
              ),
              ...(recommendation.conditions === null ? [] : [words(`Conditions: ${recommendation.conditions}`)]),
            ],
    },
    {
      key: 'The Commissioner’s decision',
      cells:
        decided === undefined || ruling === null
          ? [words('None recorded')]
          : [
              words(`${OUTCOMES[ruling.outcome]} on ${formatDay(decided.happenedOn)}`),
              words(ruling.decisionRef, `/decisions/${ruling.decisionRef}`),
              ...(against === null ? [] : [words(against)]),
            ],
    },
  ];
}

/** What a life says on the page of its initiative, besides its panel. */
export function lifePart(life: Life, warnings: string[]): PagePart {
  return { warnings, summary: twoRecords(life) };
}

/** The initiatives that a decision was made on, what PEG had recommended, and where they stand. */
export function decidedTable(lives: readonly Life[], names: ReadonlyMap<string, string>): Table {
  return {
    caption: 'Initiatives decided on',
    columns: columns('Initiative', 'Name', 'Decided', 'PEG and the Commissioner', 'Status'),
    rows: lives.map((life) => {
      const ruling = lastOf(life, 'decide')?.ruling as Ruling;
      return [
        ref(life.initiative, `/initiatives/${life.initiative}`),
        words(names.get(life.initiative) ?? ''),
        words(OUTCOMES[ruling.outcome]),
        words(standsToRecommendation(life) ?? ''),
        tagged(statusTag(life.status)),
      ];
    }),
    notes: [],
    empty: '',
  };
}
