import type { Act } from '../../audit/act.ts';
import { addDays, type Day, formatDay } from '../../calendar/day.ts';
import { refused } from '../../platform/refusal.ts';
import { tagged } from '../../platform/table.ts';
import type { Answers } from '../../registers/field.ts';
import { listRecords } from '../../registers/register.store.ts';
import type { Kept, Register } from '../../registers/register.ts';
import { AGREEMENT_FIELD, demandSameInitiative } from '../agreements/agreement-choices.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import { INITIATIVE_FIELD } from '../initiative-choices.ts';

/** How many days before the last day of service it must be known who takes over. */
const HANDOVER_DAYS = 90;

const DATA_STATES = [
  { value: 'held', text: 'Still held' },
  { value: 'returned', text: 'Returned' },
  { value: 'destroyed', text: 'Destroyed' },
  { value: 'handed-over', text: 'Handed over to whoever takes over' },
];

/** Refused when what became of data has no day (`data-day-needed`), or notice is given after the last day. */
function checkExit({ dataState, dataDone, notice, lastDay }: Answers): void {
  if (dataState !== 'held' && (dataDone ?? null) === null) {
    throw refused(
      'data-day-needed',
      'Enter the day on which the data were returned, destroyed or handed over',
      'dataDone-day',
    );
  }
  if (dataState === 'held' && (dataDone ?? null) !== null) {
    throw refused('data-still-held', 'The data are still held, so there is no such day yet', 'dataDone-day');
  }
  if ((notice ?? null) !== null && (lastDay ?? null) !== null && String(notice) > String(lastDay)) {
    throw refused(
      'notice-after-last-day',
      `The last day of service is ${formatDay(String(lastDay))}, so notice was given before that.`,
      'notice-day',
    );
  }
}

/** Refused when the initiative, or its agreement, already has a plan (`has-a-plan`): it is changed, not written twice. */
async function demandOnePlan(act: Act, answers: Answers, before: Kept | null): Promise<void> {
  await demandSameInitiative(act, answers);
  if (before !== null) return;
  const plans = await listRecords(act.trx, act.doer.officeId, EXIT_PLANS);
  const agreement = answers.agreement ?? null;
  const twin = plans.find(
    (plan) => plan.answers.initiative === answers.initiative && plan.answers.agreement === agreement,
  );
  if (twin === undefined) return;
  const whose = agreement ?? answers.initiative;
  throw refused('has-a-plan', `${whose} has the exit plan ${twin.ref}. Change that one.`, 'initiative');
}

/** How an initiative ends: what happens to children's support, data, staff and equipment when the money stops. */
export const EXIT_PLANS: Register = {
  code: 'exit-plan',
  table: 'exit_plan',
  path: '/exit-plans',
  prefix: 'EX',
  title: 'Exit plans',
  one: 'exit plan',
  lede: ['What happens to children’s support, data, staff and equipment when the money stops, and what has been done.'],
  empty: 'No exit plan has been recorded.',
  way: [INITIATIVES],
  acts: { read: 'delivery.read', add: 'delivery.enter', change: 'delivery.enter' },
  fields: [
    INITIATIVE_FIELD,
    AGREEMENT_FIELD,
    { name: 'support', label: 'Children’s support', kind: 'longText', hint: 'Who goes on supporting them, and how' },
    { name: 'data', label: 'Data', kind: 'longText', hint: 'Who keeps what, for how long, by which rule' },
    { name: 'staff', label: 'Staff', kind: 'longText', hint: 'Notice, redeployment, redundancy and who pays for it' },
    {
      name: 'equipment',
      label: 'Equipment',
      kind: 'longText',
      hint: 'What was bought with the money, and whose it is',
    },
    { name: 'notice', label: 'Notice given on', kind: 'day', past: true, optional: true, list: true },
    { name: 'lastDay', label: 'Last day of service', kind: 'day', optional: true, list: true },
    { name: 'handover', label: 'Handover to', kind: 'text', optional: true, list: true, hint: 'A post or a body' },
    {
      name: 'dataState',
      label: 'What became of the data',
      heading: 'Data',
      kind: 'choice',
      choices: DATA_STATES,
      radios: true,
      list: true,
    },
    { name: 'dataDone', label: 'Data returned, destroyed or handed over on', kind: 'day', past: true, optional: true },
    { name: 'assets', label: 'Assets', kind: 'longText', optional: true, hint: 'What was handed back, when, to whom' },
  ],
  derived: [{ heading: 'State', cell: ({ answers }, today) => tagged(exitTag(answers, today)) }],
  name: ({ initiative, agreement }) => `Exit plan of ${agreement ?? initiative}`,
  check: checkExit,
  checkKept: demandOnePlan,
  warn: exitWarning,
};

function exitTag({ notice, lastDay }: Answers, today: Day): { text: string; classes: string } {
  if ((lastDay ?? null) !== null && String(lastDay) < today) return { text: 'Ended', classes: 'govuk-tag--grey' };
  return (notice ?? null) === null
    ? { text: 'Planned', classes: 'govuk-tag--blue' }
    : { text: 'Notice given', classes: 'govuk-tag--yellow' };
}

function exitWarning({ ref, answers }: Kept, today: Day): string | null {
  const { lastDay, handover, dataState, initiative } = answers;
  if ((lastDay ?? null) === null) return null;
  const day = formatDay(String(lastDay));
  if (String(lastDay) < today) {
    return dataState === 'held'
      ? `${ref}: ${initiative} ended on ${day}, and its data are neither returned nor destroyed.`
      : null;
  }
  const isNear = String(lastDay) <= addDays(today, HANDOVER_DAYS);
  return isNear && (handover ?? null) === null
    ? `${ref}: ${initiative} ends on ${day}, and nobody is named to take over.`
    : null;
}
