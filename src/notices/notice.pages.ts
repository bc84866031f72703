import { formatInstant } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import type { Person } from '../people/person.ts';
import { roleShown } from '../people/role.ts';
import { Fields } from '../platform/form.pages.ts';
import { capital } from '../platform/sentence.ts';
import { columns, dayCell, instantCell, type Table, tagged, words } from '../platform/table.ts';
import { NOTICE_STATES, type Notice, type NoticeState, noticeState } from './notice.ts';
import { STAGES } from './reminder.ts';

/** Where a notice stands, as a tag; the word carries it, the colour only helps. */
function noticeTag(state: NoticeState): { text: string; classes: string } {
  const colours: Record<NoticeState, string> = {
    written: 'govuk-tag--grey',
    'being sent': 'govuk-tag--blue',
    sent: 'govuk-tag--green',
    'to be tried again': 'govuk-tag--yellow',
    'given up': 'govuk-tag--red',
    'not known': 'govuk-tag--orange',
  };
  return { text: capital(state), classes: colours[state] };
}

function stageWords(stage: string): string {
  const days = STAGES.find((known) => known.stage === stage)?.days;
  if (days === undefined) return capital(stage);
  if (days === 0) return 'On the day';
  return days < 0 ? `${-days} days before` : `${days} days after`;
}

/** What was written and to whom, by role and name. */
export function noticeTable(
  notices: readonly Notice[],
  people: ReadonlyMap<number, Person>,
  about: { now: string; commissioner: string },
): Table {
  return {
    caption: 'Outbox',
    captionHidden: true,
    columns: columns('Written', 'About', 'Due', 'Stage', 'To', 'Role', 'State', 'Last tried'),
    rows: notices.map((notice) => {
      const person = notice.personId === null ? undefined : people.get(notice.personId);
      const roles = person?.roles.map((role) => roleShown(role, about.commissioner)).join(', ') ?? '';
      const last = notice.deliveries.at(-1);
      return [
        { ...instantCell(notice.writtenAt), kind: 'head' },
        words(notice.subject, notice.path),
        dayCell(notice.dueOn),
        words(stageWords(notice.stage)),
        words(person?.name ?? notice.address ?? 'Somebody no longer here'),
        words(roles),
        tagged(noticeTag(noticeState(notice, about.now))),
        last === undefined
          ? words('')
          : {
              ...words(`${formatInstant(last.at)}${last.answer === null ? '' : ` (${last.answer})`}`),
              file: { instant: last.at },
            },
      ];
    }),
    notes: [
      'Written: it stands here, and is sent by e-mail only where the office has set a mail server.',
      'Not known: the program or the connection ended while it was being sent. It is not sent again; the next stage is.',
    ],
    empty: 'Nobody has been reminded of anything.',
  };
}

/** The outbox: who was reminded of what, and what became of it. */
export function noticeListPage(table: Table, state: NoticeState | null): Page {
  const fields = new Fields(state === null ? {} : { state }, []);
  const states = NOTICE_STATES.map((value) => ({ value, text: noticeTag(value).text }));
  return {
    title: 'Reminders',
    wide: true,
    lede: ['Who was reminded of which deadline, once for each of its stages. A letter carries a link and no figures.'],
    filter: {
      action: '/notices',
      button: 'Narrow the list',
      fields: [fields.select('state', 'State', states, { any: 'All', full: true })],
    },
    sections: [{ table }],
    links: [
      {
        text: 'Download as CSV',
        href: state === null ? '/notices.csv' : `/notices.csv?${new URLSearchParams({ state })}`,
      },
    ],
  };
}
