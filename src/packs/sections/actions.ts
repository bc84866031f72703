import { formatShortDay } from '../../calendar/day.ts';
import { rated, said, table, text, words } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';

/** Who took on what, at the meeting before and at this one. */
export const ACTIONS: PackSection = {
  code: 'actions',
  title: 'Actions',
  owners: OWNERS.secretariat,
  placing: 'body',
  prepare: ({ context: { meeting, papers, previous }, today }) => {
    const actions = [...(previous?.papers.actions ?? []), ...papers.actions];
    return {
      blocks: () =>
        actions.length === 0
          ? [said('No action has been recorded.')]
          : [
              table(
                previous === null ? 'Actions of this meeting' : 'Actions of this meeting and the one before',
                [text('Action'), text('Who'), text('Due'), text('Meeting')],
                actions.map(({ what, who, dueOn, meeting: of }) => [
                  words(what),
                  words(who),
                  dueOn < today && of !== meeting.ref
                    ? rated(`${formatShortDay(dueOn)}, past its day`, 'amber')
                    : words(formatShortDay(dueOn)),
                  words(of),
                ]),
              ),
            ],
    };
  },
};
