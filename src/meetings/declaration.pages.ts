import { columns, head, type Table, tagged, words } from '../platform/table.ts';
import { CONDUCT } from './declaration.ts';
import type { MeetingFile } from './meeting-file.store.ts';

/** What members declared for a meeting. A paper is named by its number alone. */
export function declarationTable({ declarations, members, papers }: MeetingFile): Table {
  return {
    caption: 'Interests declared',
    columns: columns('Declaration', 'Member', 'About', 'Interest', 'What they did'),
    rows: declarations.map(({ ref, member: of, paper: about, interest, conduct }) => {
      const member = members.find((one) => one.ref === of);
      const paper = papers.find((one) => one.ref === about);
      const named = about === null ? 'The whole meeting' : paper === undefined ? about : `Paper ${paper.number}`;
      return [
        head(ref, `/declarations/${ref}`),
        words(member === undefined ? of : `${member.initials} (${member.organisationName})`),
        words(named),
        words(interest),
        tagged(CONDUCT[conduct]),
      ];
    }),
    notes: [],
    empty: 'No interest has been declared.',
  };
}
