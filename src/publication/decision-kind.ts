import { formatShortDay } from '../calendar/day.ts';
import type { Span } from '../calendar/financial-year.ts';
import { readFrozen } from '../documents/document.store.ts';
import { noticeFrom } from '../funds/decision-notice.ts';
import { readDecisionFiles } from '../funds/decision-record.store.ts';
import { parsePounds } from '../money/pence.ts';
import type { CsvCell } from '../platform/csv.ts';
import type { Asked } from './asked.ts';
import { csvOf } from './file.ts';
import type { Item } from './item.ts';
import type { PublicationKind } from './kind.ts';

const COLUMNS = [
  'Decision',
  'Version',
  'Title',
  'Summary',
  'DateOfDecision',
  'DecidedBy',
  'Amount',
  'LegalPower',
  'InterestsDeclared',
  'HeldBack',
  'ReasonHeldBack',
  'WhyCorrected',
  'DatePublished',
] as const;

const TEXTS = [
  { field: 'title', column: 'Title', label: 'Title' },
  { field: 'summary', column: 'Summary', label: 'Summary' },
  { field: 'interests', column: 'InterestsDeclared', label: 'Interests declared' },
] as const;

/** Each decision of significant public interest whose notice was published, as its notice says it. */
export const decisionKind: PublicationKind = {
  code: 'decisions',
  title: 'Decisions',
  says: 'Each decision of significant public interest, as its notice says it: Specified Information Order 2011, paragraph 5(d).',
  read: readDecisionItems,
  files: async (items) => [csvOf({ name: 'decisions', title: 'Decisions', columns: COLUMNS }, items)],
};

async function readDecisionItems({ db, office, cutoff, span }: Asked): Promise<Item[]> {
  const items: Item[] = [];
  const files = await readDecisionFiles(db, office.id, { upToSeq: cutoff.seq });
  for (const { publications } of files.values()) {
    for (const { decision, version, publishedOn, documentId } of publications) {
      if (!isIn(span, publishedOn)) continue;
      const { content } = await readFrozen(db, office.id, documentId);
      // A notice whose bytes two people removed says nothing any more.
      const notice = content === null ? null : noticeFrom(content);
      if (notice?.significant !== true) continue;
      items.push({
        key: `${decision}~${version}`,
        subject: 'decision',
        ref: `${decision}~${version}`,
        name: decision,
        facts: `version ${version}, ${formatShortDay(publishedOn)}`,
        href: `/decisions/${decision}/notices/${version}`,
        day: publishedOn,
        file: 'decisions',
        cells: {
          Decision: decision,
          Version: version,
          Title: notice.title,
          Summary: notice.summary,
          DateOfDecision: notice.decidedOn,
          DecidedBy: notice.decidedBy,
          Amount: poundsCell(notice.amount),
          LegalPower: notice.power,
          InterestsDeclared: notice.interests ?? 'None',
          HeldBack: notice.heldBack?.part ?? null,
          ReasonHeldBack: notice.heldBack?.reason ?? null,
          WhyCorrected: notice.correction,
          DatePublished: publishedOn,
        },
        texts: TEXTS,
        fewChildren: false,
        fosters: false,
      });
    }
  }
  return items.toSorted((a, b) => (a.day === b.day ? (a.key < b.key ? -1 : 1) : a.day < b.day ? -1 : 1));
}

function isIn({ startsOn, endsOn }: Span, day: string): boolean {
  return startsOn <= day && day <= endsOn;
}

/** The notice holds the amount as it was printed. */
function poundsCell(printed: string | null): CsvCell {
  const read = printed === null ? null : parsePounds(printed);
  return read?.ok === true ? { amount: read.pence } : printed;
}
