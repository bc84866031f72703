import type { Day } from '../calendar/day.ts';
import type { Db } from '../platform/database.ts';
import { valuesOf } from '../registers/field.ts';
import { listRecords, withBeside } from '../registers/register.store.ts';
import type { Kept, Reader } from '../registers/register.ts';
import type { Member } from './member.ts';
import { IMPLICATIONS, type Implication, type Marking, PAPERS, type Paper } from './paper.ts';
import { onListOf } from './paper-beside.ts';

/** The papers of a meeting, or of all, in the order of their numbers, as recorded up to an act. Drafts are among them. */
export async function listPapers(
  db: Db,
  officeId: number,
  where: { meeting?: string; upToSeq?: number } = {},
): Promise<Paper[]> {
  const records = await listRecords(db, officeId, PAPERS, where.upToSeq);
  const numbers = new Map<string, number>();
  return records
    .toSorted((a, b) => a.ref.localeCompare(b.ref))
    .map((record) => {
      const meeting = String(record.answers.meeting);
      numbers.set(meeting, (numbers.get(meeting) ?? 0) + 1);
      return paperFrom(record, numbers.get(meeting) as number);
    })
    .filter(({ meeting }) => where.meeting === undefined || meeting === where.meeting);
}

/** The papers that stand on a meeting's agenda: circulated and not withdrawn. */
export function isBeforeMeeting({ circulatedOn, withdrawn }: Paper): boolean {
  return circulatedOn !== null && !withdrawn;
}

/** Whether everybody who signs in may read it. */
export function isForAll(paper: Paper | undefined): boolean {
  return paper !== undefined && paper.distribution === null && paper.marking === 'OFFICIAL';
}

/** The members and substitutes on a paper's list: of those given, who is to have it. */
export function distributionOf({ distribution }: Pick<Paper, 'distribution'>, members: readonly Member[]): Member[] {
  return onListOf(distribution, members);
}

/**
 * The references of the papers that somebody may read, drafts of their own among them. The rest stand on their pages as
 * placeholders.
 */
export async function readablePapers(db: Db, officeId: number, reader: Reader): Promise<Set<string>> {
  const records = await withBeside(db, officeId, PAPERS, await listRecords(db, officeId, PAPERS));
  return new Set(records.filter((record) => PAPERS.reads?.(reader, record) !== false).map(({ ref }) => ref));
}

function paperFrom({ ref, answers, enteredBy, version, seq }: Kept, number: number): Paper {
  const text = (name: string) => (answers[name] ?? null) as string | null;
  return {
    ref,
    meeting: String(answers.meeting),
    number,
    item: text('item'),
    title: String(answers.title),
    datedOn: String(answers.dated),
    author: String(answers.author),
    sponsor: text('sponsor'),
    purpose: answers.purpose as Paper['purpose'],
    summary: String(answers.summary),
    recommendation: text('recommendation'),
    background: text('background'),
    content: text('content'),
    implications: (Object.keys(IMPLICATIONS) as Implication[]).flatMap((implication) => {
      const said = text(implication);
      return said === null ? [] : [{ implication, heading: IMPLICATIONS[implication], text: said }];
    }),
    contact: String(answers.contact),
    marking: answers.marking as Marking,
    originator: String(answers.originator),
    handling: text('handling'),
    distribution: answers.distribution === 'all' ? null : valuesOf(answers.named),
    circulatedOn: text('circulated') as Day | null,
    late: answers.late === null ? null : { reason: String(answers.late), consent: String(answers.consent) },
    withdrawn: answers.standing === 'withdrawn',
    enteredBy,
    version,
    seq,
  };
}
