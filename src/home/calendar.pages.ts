import { type Day, dayParts, daysBetween, monthName } from '../calendar/day.ts';
import type { Deadline } from '../notices/deadline.ts';
import type { Page } from '../people/door.ts';
import { ROLES, type Role, roleShown } from '../people/role.ts';
import { tokenMadePage } from '../people/tokens/token.pages.ts';
import type { Token } from '../people/tokens/token.ts';
import { counted } from '../platform/count.ts';
import { Fields } from '../platform/form.pages.ts';
import { columns, countCell, dayCell, number, type Table, words } from '../platform/table.ts';
import { countDates, type Whose } from './calendar.ts';

/** What the calendar's pages say of people: the names by number, and what the Commissioner is called. */
export interface Owers {
  names: ReadonlyMap<number, string>;
  commissioner: string;
}

/** Who owes what is due, in words. */
function owerShown({ to }: Deadline, { names, commissioner }: Owers): string {
  const shown =
    'roles' in to ? to.roles.map((role) => roleShown(role, commissioner)) : to.people.map((id) => names.get(id) ?? '');
  return shown.join(' or ');
}

/** Dates as a table, such as those of a month. */
export function dateTable(
  dates: readonly Deadline[],
  today: Day,
  owers: Owers,
  caption = 'What is owed when',
  isLate = true,
): Table {
  return {
    caption,
    columns: columns('Due', 'What', 'Who owes it', ...(isLate ? ['#Days late'] : [])),
    rows: dates.map((date) => {
      const late = daysBetween(date.dueOn, today);
      return [
        { ...dayCell(date.dueOn), ref: true, kind: 'head' },
        words(date.what, date.path),
        words(owerShown(date, owers)),
        ...(isLate ? [late <= 0 ? number('') : countCell(late)] : []),
      ];
    }),
    notes: [],
    empty: 'Nothing is owed.',
  };
}

/** What is owed when: what is late first, then month by month. */
export function calendarPage(
  dates: readonly Deadline[],
  { today, whose, owers, roles }: { today: Day; whose: Whose; owers: Owers; roles: readonly Role[] },
): Page {
  const late = dates.filter(({ dueOn }) => dueOn < today);
  const months = new Map<string, Deadline[]>();
  for (const date of dates.filter(({ dueOn }) => dueOn >= today)) {
    const month = date.dueOn.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), date]);
  }
  const { late: lateCount, soon } = countDates(dates, today);
  const query = `who=${whose}`;
  return {
    title: 'Calendar',
    wide: true,
    lede: [
      dates.length === 0
        ? 'Nothing is owed.'
        : `${counted(lateCount, 'date', 'dates')} late, ${counted(soon, 'date', 'dates')} within the next fortnight. What is done leaves the list.`,
    ],
    actions: [{ text: 'Subscribe in your own calendar', href: '/calendar/feeds/new' }],
    filter: {
      action: '/calendar',
      button: 'Show',
      fields: [
        new Fields({ who: whose }, []).select(
          'who',
          'Owed by',
          [
            { value: 'mine', text: 'Me' },
            { value: 'all', text: 'Everybody' },
            ...roles.map((role) => ({ value: role, text: roleShown(role, owers.commissioner) })),
          ],
          { always: true },
        ),
      ],
    },
    sections: [
      ...(late.length === 0 ? [] : [{ table: dateTable(late, today, owers, 'Late') }]),
      ...[...months].map(([month, of]) => ({ table: dateTable(of, today, owers, monthShown(`${month}-01`), false) })),
    ],
    links: [{ text: 'Download as CSV', href: `/calendar.csv?${query}` }],
  };
}

function monthShown(of: Day): string {
  const { year, month } = dayParts(of);
  return `${monthName(month)} ${year}`;
}

/** The roles that owe any of these, in the order of all roles. */
export function owingRoles(dates: readonly Deadline[]): Role[] {
  const owing = new Set(dates.flatMap(({ to }) => ('roles' in to ? to.roles : [])));
  return (Object.keys(ROLES) as Role[]).filter((role) => owing.has(role));
}

/** What a person reads before they make an address for their calendar. */
export function feedFormPage(own: Table): Page {
  return {
    title: 'Subscribe in your own calendar',
    breadcrumbs: [{ text: 'Calendar', href: '/calendar?who=mine' }],
    lede: [
      'Outlook, Google Calendar and Apple Calendar can show these dates beside your own. They are given an address that nobody can guess; whoever has it sees what is due and a link, and nothing else. It works until you revoke it.',
    ],
    panel: { view: 'home/feed-form' },
    sections: [{ table: own }],
  };
}

/** The address of a feed, said once. */
export function feedMadePage(token: Token, address: string | null): Page {
  return {
    ...tokenMadePage(token, address),
    breadcrumbs: [{ text: 'Calendar', href: '/calendar?who=mine' }],
    ...(address === null
      ? {}
      : {
          lede: [
            'Copy this address into your calendar now: it is never shown again. Keep it to yourself: it is as good as a key. It shows what you owe; with ?who=all at its end, everything that you may see.',
          ],
        }),
  };
}
