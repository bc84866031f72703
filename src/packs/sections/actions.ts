import { formatShortDay } from '../../calendar/day.ts';
import { ACTION_STATES, actionState, type KeptAction, lastReport, ownerShown } from '../../meetings/action.ts';
import { type Cell, type CellColour, rated, said, table, text, words } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';

/** Who took on what: everything that is open, and what was done since the meeting before. */
export const ACTIONS: PackSection = {
  code: 'actions',
  title: 'Actions',
  owners: OWNERS.secretariat,
  placing: 'body',
  prepare: ({ context: { file }, today }) => {
    const row = (action: KeptAction): Cell[] => [
      words(action.ref),
      words(action.what),
      words(ownerShown(action, file.members)),
      words(formatShortDay(action.dueOn)),
      stateCell(action, today),
      words(lastReport(action)),
    ];
    const actions = [...file.actionsOpen, ...file.actionsDone];
    return {
      blocks: () =>
        actions.length === 0
          ? [said('No action is open, and none was done since the meeting before.')]
          : [
              table(
                'Open actions, and those done since the meeting before',
                [text('No.'), text('Action'), text('Who'), text('Due'), text('State'), text('Last report')],
                actions.map(row),
              ),
            ],
    };
  },
};

const COLOURS: Partial<Record<ReturnType<typeof actionState>, CellColour>> = { overdue: 'red', done: 'green' };

/** How far an action is, as a word with its colour. */
function stateCell(action: KeptAction, today: string): Cell {
  const state = actionState(action, today);
  const colour = COLOURS[state];
  return colour === undefined ? words(ACTION_STATES[state].text) : rated(ACTION_STATES[state].text, colour);
}
