import { formatDay } from '../calendar/day.ts';
import { paragraphs } from '../meetings/meeting.pages.ts';
import { PURPOSES } from '../meetings/meeting.ts';
import { isBeforeMeeting, listPapers } from '../meetings/paper.store.ts';
import { PAPERS, type Paper } from '../meetings/paper.ts';
import { may } from '../people/may.ts';
import { listPeople } from '../people/person.store.ts';
import type { Db } from '../platform/database.ts';
import { listRecords, withBeside } from '../registers/register.store.ts';
import type { Block, Section } from './pack.ts';

/**
 * The papers that stand before a meeting, each with its cover sheet on pages of its own, its marking, its originator and
 * who gets it.
 */
export async function paperSections(db: Db, officeId: number, meeting: string, upToSeq: number): Promise<Section[]> {
  const papers = (await listPapers(db, officeId, { meeting, upToSeq })).filter(isBeforeMeeting);
  const readers = papers.some(isLimited) ? await readersByPaper(db, officeId) : new Map<string, number[]>();
  return papers.map((paper) => ({
    id: `paper-${paper.ref}`,
    title: `Paper ${paper.number}: ${paper.title}`,
    annex: true,
    wide: false,
    blocks: coverSheet(paper),
    limits: {
      marking: paper.marking,
      originator: paper.originator,
      handling: paper.handling ?? '',
      readers: isLimited(paper) ? (readers.get(paper.ref) ?? []) : null,
      plainTitle: `Paper ${paper.number}`,
    },
  }));
}

/** OFFICIAL-SENSITIVE means need to know, so such a paper goes to those on its list too. */
function isLimited({ distribution, marking }: Paper): boolean {
  return distribution !== null || marking !== 'OFFICIAL';
}

async function readersByPaper(db: Db, officeId: number): Promise<Map<string, number[]>> {
  const people = await listPeople(db, officeId);
  const records = await withBeside(db, officeId, PAPERS, await listRecords(db, officeId, PAPERS));
  return new Map(
    records.map((record) => {
      const readers = people.filter((person) =>
        PAPERS.reads?.({ person, may: (act, subject) => may(person, act, subject).may }, record),
      );
      return [record.ref, readers.map(({ id }) => id)];
    }),
  );
}

function coverSheet(paper: Paper): Block[] {
  const fact = (label: string, text: string | null) => (text === null ? [] : [{ label, paragraphs: paragraphs(text) }]);
  return [
    {
      kind: 'facts',
      rows: [
        ...fact('Date', formatDay(paper.datedOn)),
        ...fact('Author', paper.author),
        ...fact('Sponsor', paper.sponsor),
        ...fact('Purpose', PURPOSES[paper.purpose]),
        ...fact('Late, because', paper.late === null ? null : `${paper.late.reason} (consent: ${paper.late.consent})`),
        ...fact('Executive summary', paper.summary),
        ...fact('Recommendation', paper.recommendation),
        ...fact('Background', paper.background),
        ...fact('Content', paper.content),
        ...paper.implications.flatMap(({ heading, text }) => fact(`Implications: ${heading.toLowerCase()}`, text)),
        ...fact('Contact', paper.contact),
      ],
    },
  ];
}
