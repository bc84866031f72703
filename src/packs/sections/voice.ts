import { ENGAGEMENTS, engagementStateCell, MANNERS } from '../../assurance/engagement.ts';
import { VOICE_CHANGES, voiceChangeStateCell } from '../../assurance/voice-change.ts';
import { formatShortDay } from '../../calendar/day.ts';
import { placeName } from '../../partners/place.ts';
import { listWithBeside } from '../../registers/register.store.ts';
import type { Kept } from '../../registers/register.ts';
import { said, table, text, words } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';

/**
 * What groups of children and young people said, and what was done about it. How many took part is left out: a number
 * beside a group and a day says more than a pack needs.
 */
export const VOICE: PackSection = {
  code: 'voice',
  title: 'The child’s voice',
  owners: OWNERS.coordinator,
  placing: 'body',
  prepare: async ({ db, officeId, upToSeq, today }) => {
    const engagements = await listWithBeside(db, officeId, ENGAGEMENTS, upToSeq);
    const changes = await listWithBeside(db, officeId, VOICE_CHANGES, upToSeq);
    const answersTo = (ref: string): string[] =>
      changes
        .filter((change) => change.answers.engagement === ref)
        .map((change) => `${change.answers.what} (${voiceChangeStateCell(change, today).text.toLowerCase()})`);
    return {
      blocks: () =>
        engagements.length === 0
          ? [said('No engagement with children and young people has been recorded.')]
          : [
              table(
                'What groups said, and what was done',
                [text('Group'), text('You said'), text('We did')],
                engagements.map((engagement) => {
                  const { ref, answers } = engagement;
                  const done = answersTo(ref);
                  return [
                    words(`${answers.group}. ${howAndWhere(answers)}`),
                    words(String(answers.heard)),
                    words(done.length === 0 ? engagementStateCell(engagement, today).text : done.join(' ')),
                  ];
                }),
              ),
            ],
    };
  },
};

/** How and where a group was heard, and when. */
function howAndWhere({ manner, district, held }: Kept['answers']): string {
  const how = MANNERS.find(({ value }) => value === manner)?.text ?? '';
  const where = district === null ? 'all West Yorkshire' : placeName(String(district));
  return `${how}, ${where}, ${formatShortDay(String(held))}.`;
}
