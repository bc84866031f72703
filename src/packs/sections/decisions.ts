import { ASKED_STATES, type DecisionAsked, daysWaiting, isWaitingLong } from '../../meetings/decision-asked.ts';
import { counted } from '../../platform/count.ts';
import { type Block, type Cell, rated, said, table, text, words } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';
import { askedOf } from './asked.ts';

/** What the meeting is asked to recommend, what waits from earlier meetings, and what the meeting before decided. */
export const DECISIONS: PackSection = {
  code: 'decisions',
  title: 'Decisions asked and taken',
  owners: OWNERS.secretariat,
  placing: 'body',
  prepare: ({ context, today }) => {
    const { open, restricted, items } = askedOf(context);
    const taken = [...(context.previous?.papers.decisions ?? []), ...context.papers.decisions];
    return {
      blocks: () => [
        ...(open.length === 0 ? [] : [askedTable(open, today)]),
        ...(items.length === 0
          ? []
          : [
              table(
                open.length === 0 ? 'Items of the agenda for decision' : 'Other items of the agenda for decision',
                [text('Item'), text('Title'), text('Lead')],
                items.map(({ number, title, lead }) => [words(String(number)), words(title), words(lead)]),
              ),
            ]),
        ...(restricted === 0 ? [] : [said(restrictedShown(restricted))]),
        ...(open.length + items.length + restricted === 0
          ? [said('Nothing is put to this meeting for decision.')]
          : []),
        ...takenBlocks(taken, context.previous !== null),
      ],
    };
  },
};

/** How many decisions are asked by papers that are not everybody's. */
export function restrictedShown(count: number): string {
  return `${counted(count, 'more decision is', 'more decisions are')} asked by papers that are for those named in them alone.`;
}

function askedTable(asked: readonly DecisionAsked[], today: string): Block {
  return table(
    'What this meeting is asked to recommend, and what waits from earlier ones',
    [text('Decision'), text('What is asked'), text('Whose bodies would gain'), text('Stands')],
    asked.map((one) => [
      words(`${one.ref} ${one.title}`),
      words(one.asked),
      words(gainersShown(one)),
      stateCell(one, today),
    ]),
    ['The group recommends; the Commissioner decides. Who would gain declares it.'],
  );
}

function gainersShown({ gainers, alsoDeclared }: DecisionAsked): string {
  const of = [...gainers, ...alsoDeclared].map(
    ({ member, declared }) => `${member.organisationName}${declared === null ? '' : ' (declared)'}`,
  );
  return of.length === 0 ? 'None of the members’' : [...new Set(of)].join(', ');
}

function stateCell(one: DecisionAsked, today: string): Cell {
  const days = daysWaiting(one, today);
  if (days === null) return words(ASKED_STATES[one.state].text);
  const waits = `Not enacted for ${counted(days, 'day', 'days')}`;
  return isWaitingLong(one, today) ? rated(waits, 'amber') : words(waits);
}

function takenBlocks(
  taken: readonly { title: string; outcome: string; meeting: string; decisionRef: string | null }[],
  hasPrevious: boolean,
): Block[] {
  if (taken.length === 0) return [];
  return [
    table(
      hasPrevious ? 'Decisions of this meeting and the one before' : 'Decisions of this meeting',
      [text('Decision'), text('Outcome'), text('Meeting'), text("Commissioner's decision")],
      taken.map((decision) => [
        words(decision.title),
        words(decision.outcome),
        words(decision.meeting),
        words(decision.decisionRef ?? 'None yet'),
      ]),
    ),
  ];
}
