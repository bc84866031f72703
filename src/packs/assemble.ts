import { Reading, readAs } from '../audit/gate/reading.ts';
import { formatDay, formatInstant, formatShortDay, londonDay } from '../calendar/day.ts';
import { type OpenRelease, openRelease } from '../figures/release/open-release.ts';
import { computeFigures, type FrozenFigure } from '../figures/snapshot.store.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import { endsAt, type Meeting, PURPOSES, timed, timeShown } from '../meetings/meeting.ts';
import type { Papers } from '../meetings/papers.store.ts';
import type { Db } from '../platform/database.ts';
import { gather, type PackContext } from './context.ts';
import { disclosureNotes } from './disclosure-notes.ts';
import { financeAsks, financeReport, financeSummary } from './finance-sections.ts';
import { type Block, numeric, PackFigures, type PackModel, type Section, text, words } from './pack.ts';
import { progressAsks, progressSection } from './progress-section.ts';
import { restatementAsks, restatementSection } from './restatement-section.ts';
import { vacancyAsks } from './vacancy-block.ts';

/** The highest marking of the papers in a pack; none is marked higher yet. */
const MARKING = 'OFFICIAL';

/** A pack in words and parts, with the figures it was made from. */
export interface AssembledPack {
  context: PackContext;
  model: PackModel;
  figures: FrozenFigure[];
  /** The counts of people in it, as they were protected. */
  release: OpenRelease;
  /** What it met of words that nobody has checked yet: in their place stands that they are held. */
  reading: Reading;
}

/**
 * The pack of a meeting as at now: every number in it is a figure, computed once at one cut-off. A version is what
 * it will be published as; without one it is a draft.
 */
export async function assemble(
  db: Db,
  officeId: number,
  meetingRef: string,
  version: number | null,
): Promise<AssembledPack> {
  const reading = new Reading(true);
  return readAs(reading, async () => {
    const context = await gather(db, officeId, meetingRef);
    const asked = packAsks(context);
    const { books, release } = await openRelease(db, officeId, {
      kind: 'pack',
      ref: `${context.meeting.ref}/${version ?? 'draft'}`,
      audience: { kind: 'peg' },
      moment: context.cutOff,
      asked,
    });
    const figures = await computeFigures(books, asked);
    return { context, figures, release, reading, model: packModel(context, figures, release, version) };
  });
}

function packAsks(context: PackContext): FigureAsked[] {
  return [...financeAsks(context), ...restatementAsks(context), ...progressAsks(context), ...vacancyAsks(context)];
}

/** The pack in words and parts, from what was gathered and computed; nothing is read here. */
function packModel(
  context: PackContext,
  frozen: FrozenFigure[],
  release: OpenRelease,
  version: number | null,
): PackModel {
  const { office, meeting, papers, cutOff } = context;
  const figures = new PackFigures(frozen);
  const asAt = formatInstant(cutOff.at);
  const restatements = restatementSection(context, figures);
  return {
    format: 1,
    title: `Partnership Executive Group, ${formatDay(meeting.heldOn)}`,
    office: office.name,
    marking: MARKING,
    demonstration: office.demonstration,
    meetingRef: meeting.ref,
    version,
    status: version === null ? 'Draft, not published' : `Version ${version}`,
    cover: [
      { label: 'Meeting', text: meeting.ref },
      { label: 'Date', text: formatDay(meeting.heldOn) },
      { label: 'Time', text: timesShown(meeting, papers) },
      { label: 'Place', text: meeting.place },
      { label: 'Chair', text: meeting.chair },
      { label: 'Figures', text: `As at ${asAt}` },
    ],
    opening: [agenda(meeting, papers)],
    sections: [
      financeSummary(context, figures),
      financeReport(context, figures),
      ...(restatements === null ? [] : [restatements]),
      progressSection(context, figures),
      decisionsAndActions(context),
      notes(context, frozen, release),
    ],
    chain: { seq: cutOff.seq, hash: cutOff.hash, at: cutOff.at, shown: asAt },
    day: londonDay(cutOff.at),
  };
}

function timesShown(meeting: Meeting, papers: Papers): string {
  const starts = timeShown(meeting.startsAt);
  return papers.agenda.length === 0 ? starts : `${starts} to ${timeShown(endsAt(meeting.startsAt, papers.agenda))}`;
}

function agenda(meeting: Meeting, papers: Papers): Block {
  if (papers.agenda.length === 0) return { kind: 'words', paragraphs: ['Nothing is on the agenda yet.'] };
  return {
    kind: 'table',
    caption: 'Agenda',
    columns: [text('Item'), text('Time'), text('Title'), text('Lead'), text('Purpose'), numeric('Minutes')],
    rows: timed(meeting.startsAt, papers.agenda).map((item) => [
      words(String(item.number)),
      words(timeShown(item.at)),
      words(item.title),
      words(item.lead),
      words(PURPOSES[item.purpose]),
      words(String(item.minutes)),
    ]),
    total: null,
    notes: [],
  };
}

function decisionsAndActions({ meeting, papers, previous }: PackContext): Section {
  const all = [...(previous === null ? [] : [previous]), { meeting, papers }];
  const decisions = all.flatMap((held) => held.papers.decisions);
  const actions = all.flatMap((held) => held.papers.actions);
  const none = (what: string): Block => ({ kind: 'words', paragraphs: [`No ${what} has been recorded.`] });
  return {
    id: 'decisions-and-actions',
    title: 'Decisions and actions',
    wide: false,
    blocks: [
      decisions.length === 0
        ? none('decision')
        : {
            kind: 'table',
            caption: 'Decisions of this meeting and the one before',
            columns: [text('Decision'), text('Outcome'), text('Meeting'), text("Commissioner's decision")],
            rows: decisions.map((d) => [
              words(d.title),
              words(d.outcome),
              words(d.meeting),
              words(d.decisionRef ?? 'None yet'),
            ]),
            total: null,
            notes: ['The group recommends; the Commissioner decides.'],
          },
      actions.length === 0
        ? none('action')
        : {
            kind: 'table',
            caption: 'Actions of this meeting and the one before',
            columns: [text('Action'), text('Who'), text('Due'), text('Meeting')],
            rows: actions.map((a) => [words(a.what), words(a.who), words(formatShortDay(a.dueOn)), words(a.meeting)]),
            total: null,
            notes: [],
          },
    ],
  };
}

function notes({ cutOff }: PackContext, frozen: FrozenFigure[], release: OpenRelease): Section {
  const definitions = new Map(frozen.map(({ figure, label, means }) => [figure, { label, paragraphs: [means] }]));
  const heading = (id: string, title: string): Block => ({ kind: 'heading', id, text: title, aside: [] });
  return {
    id: 'notes',
    title: 'Notes',
    wide: false,
    blocks: [
      heading('notes-figures', 'What the figures mean'),
      { kind: 'facts', rows: [...definitions.values()] },
      heading('notes-markers', 'Markers'),
      {
        kind: 'facts',
        rows: [
          {
            label: '[c]',
            paragraphs: ['Confidential: hidden by the rule below, or because it would give such a number away.'],
          },
          { label: '[x]', paragraphs: ['Not available, or an amount that was never published. It is not zero.'] },
          { label: '[z]', paragraphs: ['Not applicable: nothing of the kind is due here.'] },
          { label: '[p]', paragraphs: ['Beside a number: provisional, since something it needs is still missing.'] },
          { label: '[r]', paragraphs: ['Beside a number: revised, since an approved correction changed it.'] },
        ],
      },
      ...disclosureNotes(release),
      heading('notes-record', 'The record behind this pack'),
      {
        kind: 'words',
        paragraphs: [
          `Every figure is as at ${formatInstant(cutOff.at)}, after act ${cutOff.seq} of the office's record. ` +
            'Each number opens, on the screen, to the entries behind it.',
        ],
      },
    ],
  };
}
