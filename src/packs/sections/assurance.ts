import { commentsDue, INSPECTIONS, inspectionState } from '../../assurance/inspection.ts';
import { actionsShown, RECOMMENDATIONS } from '../../assurance/recommendation.ts';
import { PROGRESS, type Progress, progressOf } from '../../assurance/recommendation-state.ts';
import { formatShortDay } from '../../calendar/day.ts';
import { listWithBeside } from '../../registers/register.store.ts';
import type { Kept } from '../../registers/register.ts';
import { type Cell, type CellColour, rated, said, table, text, words } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';

/** What inspectors found, what they asked for, and how far that is. */
export const ASSURANCE: PackSection = {
  code: 'assurance',
  title: 'Assurance: inspections and recommendations',
  owners: OWNERS.coordinator,
  placing: 'body',
  prepare: async ({ db, officeId, upToSeq, today }) => {
    const inspections = await listWithBeside(db, officeId, INSPECTIONS, upToSeq);
    const recommendations = await listWithBeside(db, officeId, RECOMMENDATIONS, upToSeq);
    return {
      blocks: () => [
        inspections.length === 0
          ? said('No inspection has been recorded.')
          : table(
              'Inspections and reviews',
              [text('Report'), text('Published'), text('Comments due by'), text('Comments'), text('Recommendations')],
              inspections.map((inspection) => {
                const { ref, answers } = inspection;
                const due = commentsDue(answers);
                const own = recommendations.filter((one) => one.answers.inspection === ref);
                return [
                  words(`${ref} ${answers.title}`),
                  words(answers.published === null ? 'Not yet' : formatShortDay(String(answers.published))),
                  words(due === null ? '[z]' : formatShortDay(due.on)),
                  commentsCell(inspectionState(inspection, today)),
                  words(String(own.length)),
                ];
              }),
            ),
        ...(recommendations.length === 0
          ? []
          : [
              table(
                'Recommendations',
                [text('Recommendation'), text('Addressed to'), text('Actions'), text('Progress')],
                recommendations.map((one) => [
                  words(`${one.ref} ${one.answers.number} ${one.answers.title} (${one.answers.inspection})`),
                  words(ADDRESSED[String(one.answers.addressedTo)] ?? ''),
                  words(actionsShown(one.beside)),
                  progressCell(one, today),
                ]),
              ),
            ]),
      ],
    };
  },
};

const ADDRESSED: Record<string, string> = Object.fromEntries(
  RECOMMENDATIONS.fields.flatMap((field) =>
    field.name === 'addressedTo' && field.kind === 'choice' && typeof field.choices !== 'function'
      ? field.choices.map(({ value, text: said }) => [value, said])
      : [],
  ),
);

function commentsCell(state: ReturnType<typeof inspectionState>): Cell {
  if (state === 'overdue') return rated('Overdue', 'red');
  if (state === 'due') return rated('Due', 'amber');
  if (state === 'commented') return rated('Published', 'green');
  return words(state === 'unpublished' ? 'Report not published' : 'None due');
}

const COLOURS: Partial<Record<Progress, CellColour>> = {
  overdue: 'red',
  'awaiting-evidence': 'amber',
  evidenced: 'green',
  closed: 'green',
};

function progressCell(one: Kept, today: string): Cell {
  const progress = progressOf(one, today);
  const colour = COLOURS[progress];
  return colour === undefined ? words(PROGRESS[progress].text) : rated(PROGRESS[progress].text, colour);
}
