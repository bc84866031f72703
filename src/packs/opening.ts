import { formatDay } from '../calendar/day.ts';
import { endsAt, PURPOSES, timeShown } from '../meetings/meeting.ts';
import type { AgendaEntry } from '../meetings/meeting-file.store.ts';
import type { PackContext } from './context.ts';
import { type Block, numeric, said, table, text, words } from './pack.ts';

/** When a meeting is held, from when to when where its agenda says so. */
export function timesShown({ meeting, file: { agenda } }: PackContext): string {
  const starts = timeShown(meeting.startsAt);
  return agenda.length === 0 ? starts : `${starts} to ${timeShown(endsAt(meeting.startsAt, agenda))}`;
}

/** What stands before the first section: the notice of the meeting, who sits on the group, and the agenda. */
export function opening(context: PackContext): Block[] {
  return [{ kind: 'facts', rows: noticeRows(context) }, agenda(context)];
}

function noticeRows(context: PackContext): { label: string; paragraphs: string[] }[] {
  const { meeting, file, notice } = context;
  const called =
    `The Partnership Executive Group meets on ${formatDay(meeting.heldOn)}, ${timesShown(context)}, at ` +
    `${meeting.place}. ${meeting.chair} takes the chair.`;
  const sent = notice === null ? [] : [`Notice was given on ${formatDay(notice.sentOn)}.`];
  const late = notice?.late ?? null;
  const members = file.members.map(
    ({ name, organisationName, substituteFor }) =>
      `${name}, ${organisationName}${substituteFor === null ? '' : ' (substitute)'}`,
  );
  return [
    {
      label: 'Notice',
      paragraphs: [
        [called, ...sent].join(' '),
        ...(late === null ? [] : [`It came late: ${late.reason} The chair consented: ${late.consent}`]),
      ],
    },
    ...(members.length === 0 ? [] : [{ label: 'Members', paragraphs: [`${members.join('; ')}.`] }]),
    ...(file.next === null ? [] : [{ label: 'Next meeting', paragraphs: [formatDay(file.next.heldOn)] }]),
  ];
}

function agenda({ file, restricted }: PackContext): Block {
  if (file.agenda.length === 0) return said('Nothing is on the agenda yet.');
  const papersOf = (entry: AgendaEntry): string =>
    entry.papers.map(({ ref }) => (restricted.has(ref) ? `${ref} (for those named)` : ref)).join(', ');
  return table(
    'Agenda',
    [text('Item'), text('Time'), text('Title'), text('Lead'), text('Purpose'), numeric('Minutes'), text('Papers')],
    file.agenda.map((item) => [
      words(String(item.number)),
      words(timeShown(item.at)),
      words(item.title),
      words(item.lead),
      words(PURPOSES[item.purpose]),
      words(String(item.minutes)),
      words(papersOf(item)),
    ]),
  );
}
