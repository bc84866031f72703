import { said, table, text, words } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';
import { itemsToDecide } from './decisions-asked.ts';

/** What the meeting is asked to recommend, and what became of what the meeting before recommended. */
export const DECISIONS: PackSection = {
  code: 'decisions',
  title: 'Decisions asked and taken',
  owners: OWNERS.secretariat,
  placing: 'body',
  prepare: ({ context }) => ({
    blocks: () => {
      const asked = itemsToDecide(context);
      const taken = [...(context.previous?.papers.decisions ?? []), ...context.papers.decisions];
      return [
        asked.length === 0
          ? said('Nothing is put to this meeting for decision.')
          : table(
              'What this meeting is asked to recommend',
              [text('Item'), text('Title'), text('Lead')],
              asked.map(({ number, title, lead }) => [words(String(number)), words(title), words(lead)]),
              ['The group recommends; the Commissioner decides.'],
            ),
        taken.length === 0
          ? said('No decision has been recorded.')
          : table(
              context.previous === null ? 'Decisions of this meeting' : 'Decisions of this meeting and the one before',
              [text('Decision'), text('Outcome'), text('Meeting'), text("Commissioner's decision")],
              taken.map((decision) => [
                words(decision.title),
                words(decision.outcome),
                words(decision.meeting),
                words(decision.decisionRef ?? 'None yet'),
              ]),
            ),
      ];
    },
  }),
};
