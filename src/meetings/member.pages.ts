import type { Day } from '../calendar/day.ts';
import type { PagePart } from '../people/page-part.ts';
import { columns, head, ref as refCell, type Table, words } from '../platform/table.ts';
import { actionTable } from './action.pages.ts';
import type { KeptAction } from './action.ts';
import { type Member, memberHref } from './member.ts';
import type { Paper } from './paper.ts';

/** What meetings say of a member on their page. */
export interface MemberShown {
  member: Member;
  members: readonly Member[];
  /** The papers on whose list they are, of those that the reader may read. */
  papers: readonly Paper[];
  actions: readonly KeptAction[];
  today: Day;
}

/** Who sits in a member's place, their papers and their actions. */
export function memberPart({ member, members, papers, actions, today }: MemberShown): PagePart {
  return {
    summary: [{ key: 'Initials in notes', cells: [words(member.initials)] }],
    sections: [
      ...(member.substituteFor === null ? [{ table: substituteTable(member, members) }] : []),
      { table: paperTable(papers) },
      { table: actionTable(actions, { members, today, caption: 'Their actions' }) },
    ],
  };
}

function substituteTable({ ref }: Member, members: readonly Member[]): Table {
  return {
    caption: 'Who sits in their place',
    columns: columns('Substitute', 'Organisation'),
    rows: members
      .filter(({ substituteFor }) => substituteFor === ref)
      .map((one) => [head(one.name, memberHref(one.ref)), words(one.organisationName)]),
    notes: [],
    empty: 'Nobody.',
  };
}

function paperTable(papers: readonly Paper[]): Table {
  return {
    caption: 'Papers on whose list they are',
    columns: columns('Paper', 'Meeting', 'Title', 'Marking'),
    rows: papers.map((paper) => [
      refCell(paper.ref, `/papers/${paper.ref}`),
      refCell(paper.meeting, `/meetings/${paper.meeting}`, 'words'),
      words(paper.title),
      words(paper.marking),
    ]),
    notes: ['Of the papers that you may read yourself.'],
    empty: 'They are on the list of no paper that you may read.',
  };
}
