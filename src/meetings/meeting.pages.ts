import { formatDay, formatShortDay } from '../calendar/day.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import type { Page } from '../people/door.ts';
import { CONFIDENCE_COLOURS, endsAt, type Meeting, PURPOSES, timed, timeShown } from './meeting.ts';
import type { Papers } from './papers.store.ts';

export interface MeetingRights {
  edit: boolean;
  report: boolean;
  publish: boolean;
}

/** Every meeting, the latest first. */
export function meetingListPage(meetings: Meeting[], rights: MeetingRights): Page {
  return {
    title: 'Meetings',
    add: rights.edit ? '/meetings/new' : null,
    meetings: meetings.toReversed().map((meeting) => ({
      ref: meeting.ref,
      href: `/meetings/${meeting.ref}`,
      day: formatDay(meeting.heldOn),
      time: timeShown(meeting.startsAt),
      place: meeting.place,
      pack: `/meetings/${meeting.ref}/pack`,
      packs: `/meetings/${meeting.ref}/packs`,
    })),
  };
}

/** One meeting with its papers, and where each is added to. */
export function meetingPage(
  meeting: Meeting,
  papers: Papers,
  initiatives: Initiative[],
  names: Map<number, string>,
  rights: MeetingRights,
): Page {
  const href = `/meetings/${meeting.ref}`;
  return {
    title: `Meeting of ${formatDay(meeting.heldOn)}`,
    caption: meeting.ref,
    back: { href: '/meetings', text: 'All meetings' },
    facts: [
      fact('Date', formatDay(meeting.heldOn)),
      fact('Time', timesShown(meeting, papers)),
      fact('Place', meeting.place),
      fact('Chair', meeting.chair),
    ],
    pack: `${href}/pack`,
    packs: `${href}/packs`,
    publication: rights.publish ? `${href}/publication` : null,
    agenda: timed(meeting.startsAt, papers.agenda).map((item) => ({
      number: item.number,
      time: timeShown(item.at),
      title: item.title,
      lead: item.lead,
      purpose: PURPOSES[item.purpose],
      minutes: item.minutes,
    })),
    addItem: rights.edit ? `${href}/agenda/new` : null,
    commentary: papers.commentary && {
      paragraphs: paragraphs(papers.commentary.text),
      by: `Written by ${names.get(papers.commentary.enteredBy) ?? 'somebody who has left'}`,
    },
    writeCommentary: rights.report ? `${href}/commentary` : null,
    highlights: initiatives.map((initiative) => {
      const found = papers.highlights.find((highlight) => highlight.initiative === initiative.ref);
      return {
        initiative: `${initiative.ref} ${initiative.name}`,
        confidence: found?.confidence ?? 'Not written yet',
        colour: found === undefined ? 'grey' : CONFIDENCE_COLOURS[found.confidence],
        by: found === undefined ? '' : (names.get(found.enteredBy) ?? ''),
        href: rights.report ? `${href}/highlights/${initiative.ref}` : null,
        write: found === undefined ? 'Write' : 'Change',
        hidden: `the highlight report of ${initiative.ref}`,
      };
    }),
    decisions: papers.decisions.map(({ title, outcome, decisionRef }) => ({
      title,
      paragraphs: paragraphs(outcome),
      decision: decisionRef === null ? null : { text: decisionRef, href: `/decisions/${decisionRef}` },
    })),
    addDecision: rights.edit ? `${href}/decisions/new` : null,
    actions: papers.actions.map(({ what, who, dueOn }) => ({ what, who, due: formatShortDay(dueOn) })),
    addAction: rights.edit ? `${href}/actions/new` : null,
  };
}

function timesShown(meeting: Meeting, papers: Papers): string {
  const starts = timeShown(meeting.startsAt);
  if (papers.agenda.length === 0) return starts;
  return `${starts} to about ${timeShown(endsAt(meeting.startsAt, papers.agenda))}`;
}

function fact(key: string, text: string) {
  return { key: { text: key }, value: { text } };
}

/** The paragraphs of a text as it was typed. */
export function paragraphs(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
