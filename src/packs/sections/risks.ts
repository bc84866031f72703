import { formatShortDay } from '../../calendar/day.ts';
import { RISKS as REGISTER, riskMovement, riskRating, riskScore } from '../../initiatives/delivery/risk.ts';
import { listRecords } from '../../registers/register.store.ts';
import type { Kept } from '../../registers/register.ts';
import { numeric, rated, said, table, text, words } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';

/** The risks that are open, the gravest first, before and after what is done about them. */
export const RISKS: PackSection = {
  code: 'risks',
  title: 'Risks',
  owners: OWNERS.commissioning,
  placing: 'body',
  prepare: async ({ db, officeId, upToSeq }) => {
    const open = (await listRecords(db, officeId, REGISTER, upToSeq)).filter(({ answers }) => answers.state === 'open');
    return {
      blocks: () =>
        open.length === 0
          ? [said('No risk is open.')]
          : [
              table(
                'Open risks, the gravest after mitigation first',
                [
                  text('Risk'),
                  numeric('Before'),
                  text('What is done about it'),
                  text('After'),
                  text('Movement'),
                  text('Owner, next review'),
                ],
                open.map(row),
                ['A score is likelihood by impact, each from 1 to 5: from 15 red, from 8 amber.'],
              ),
            ],
    };
  },
};

function row(risk: Kept) {
  const { ref, answers } = risk;
  const after = riskScore(answers, 'after');
  const { word, colour } = riskRating(after);
  return [
    words(`${ref} (${answers.initiative}) ${answers.title}`),
    words(String(riskScore(answers, 'before'))),
    words(String(answers.mitigation)),
    rated(`${after} ${word}`, colour),
    words(riskMovement(risk)),
    words(`${answers.owner}, ${answers.nextReview === null ? 'none set' : formatShortDay(String(answers.nextReview))}`),
  ];
}
