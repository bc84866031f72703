import { RECOMMENDATIONS } from '../../assurance/recommendation.ts';
import { addDays, type Day, formatShortDay } from '../../calendar/day.ts';
import { periodsOf } from '../../calendar/financial-year.ts';
import { MILESTONES } from '../../initiatives/delivery/milestone.ts';
import { listMeetings } from '../../meetings/meeting.store.ts';
import { readPartnership } from '../../partners/partnership.ts';
import { placeName } from '../../partners/place.ts';
import { listRecords } from '../../registers/register.store.ts';
import { said, table, text, words } from '../pack.ts';
import { OWNERS, type PackSection, type Source } from '../section.ts';

/** How far ahead the plan looks: the half year that the next two meetings fall in. */
const DAYS_AHEAD = 183;

interface Coming {
  on: Day;
  what: string;
  of: string;
}

/** What comes after the meeting: further meetings, milestones, reviews and days by which something is due. */
export const FORWARD_PLAN: PackSection = {
  code: 'forward-plan',
  title: 'Forward plan',
  owners: OWNERS.secretariat,
  placing: 'body',
  prepare: async (source) => {
    const { heldOn } = source.context.meeting;
    const until = addDays(heldOn, DAYS_AHEAD);
    const coming = (await readComing(source))
      .filter(({ on }) => on > heldOn && on <= until)
      .sort((a, b) => a.on.localeCompare(b.on) || a.what.localeCompare(b.what));
    return {
      blocks: () =>
        coming.length === 0
          ? [said('Nothing is planned for the half year after this meeting.')]
          : [
              table(
                `After this meeting, up to ${formatShortDay(until)}`,
                [text('Day'), text('What'), text('Of')],
                coming.map(({ on, what, of }) => [words(formatShortDay(on)), words(what), words(of)]),
              ),
            ],
    };
  },
};

async function readComing({ db, officeId, context, upToSeq }: Source): Promise<Coming[]> {
  const partnership = await readPartnership(db, officeId, upToSeq);
  const milestones = await listRecords(db, officeId, MILESTONES, upToSeq);
  const recommendations = await listRecords(db, officeId, RECOMMENDATIONS, upToSeq);
  const meetings = await listMeetings(db, officeId, context.written.seq);
  return [
    ...meetings.map(({ ref, heldOn }) => ({ on: heldOn, what: 'Meeting of the group', of: ref })),
    ...periodsOf(context.year)
      .filter(({ number }) => number <= 12 && number % 3 === 0)
      .map(({ endsOn, number }) => ({ on: endsOn, what: `Quarter ${number / 3} ends`, of: 'The fund' })),
    ...milestones
      .filter(({ answers }) => answers.reached === null)
      .map(({ ref, answers }) => ({
        on: String(answers.current),
        what: `Milestone ${ref}: ${answers.title}`,
        of: String(answers.initiative),
      })),
    ...partnership.agreements
      .filter(({ answers }) => answers.ended === null)
      .map(({ ref, answers }) => ({
        on: String(answers.reviewDue),
        what: `Review of ${ref}`,
        of: String(answers.title),
      })),
    ...partnership.returns
      .filter(({ answers }) => answers.received === null)
      .map(({ ref, answers }) => ({
        on: String(answers.due),
        what: `Data return ${ref} is due`,
        of: placeName(String(answers.sender)),
      })),
    ...recommendations
      .filter(({ answers }) => answers.responseDue !== null && answers.response === null)
      .map(({ ref, answers }) => ({
        on: String(answers.responseDue),
        what: `Response to ${ref} is due`,
        of: String(answers.title),
      })),
  ];
}
