import { findPlace } from '../../../partners/place.ts';
import type { FileLine as ReadLine } from '../read/line.ts';
import type { Asked, Decision } from './staged-line.ts';

/** What a coding rule says of a line: where it goes, that it is left out, or why the rule that fits cannot decide. */
export type RuleAnswer =
  | { rule: string; initiative: string; agreement: string; place: string; category: string | null }
  | { rule: string; leftOut: string }
  | { stopped: string; reason: string }
  | null;

/** What is known when lines are coded, so that each of a million is coded without a query. */
export interface CodingFacts {
  rules: (line: ReadLine) => RuleAnswer;
  asked: Pick<Asked, 'initiative' | 'place'>;
  /** The initiative of each agreement, by reference. */
  agreements: ReadonlyMap<string, string>;
  initiatives: ReadonlySet<string>;
  /** The agreement that each payable is owed under, by reference. */
  payables: ReadonlyMap<string, string>;
}

/**
 * Says where a line goes and what decided it: our own reference in the file, then the first rule that fits, then what
 * was asked of the person; what none of these decides goes to the queue, with what is missing. A rule that leaves lines
 * out decides as any other does.
 */
export function deciderOf(facts: CodingFacts): (line: ReadLine) => Decision {
  const known = new Map<RuleAnswer, Map<string, Decision>>();
  return (line) => {
    if (line.reference !== null) return whole(byReference(line.reference, line, facts));
    const answer = facts.rules(line);
    const category = line.category ?? '';
    const before = known.get(answer)?.get(category);
    if (before !== undefined) return before;
    const decision = decideBy(answer, category, facts.asked);
    // An answer is its rule's own, so there are no more of them than rules.
    known.set(answer, (known.get(answer) ?? new Map()).set(category, decision));
    return decision;
  };
}

/** What is decided of lines of a category without a reference of ours, where the rules answer so. */
function decideBy(answer: RuleAnswer, category: string, asked: CodingFacts['asked']): Decision {
  const placed = asked.place ?? '';
  if (answer !== null && 'leftOut' in answer) {
    return { ...QUEUED, how: 'ruled-out', place: placed, category, rule: answer.rule, stopped: null };
  }
  if (answer !== null && 'rule' in answer) {
    const { rule, initiative, agreement, place } = answer;
    return whole({
      how: 'rule',
      rule,
      stopped: null,
      initiative,
      agreement,
      place,
      category: answer.category ?? category,
    });
  }
  if (answer !== null) return { ...QUEUED, place: placed, category, rule: answer.stopped, stopped: answer.reason };
  if (asked.initiative === null) return { ...QUEUED, place: placed, category, stopped: 'No rule decides it.' };
  return whole({
    how: 'target',
    rule: null,
    stopped: null,
    initiative: asked.initiative,
    agreement: '',
    place: placed,
    category,
  });
}

const QUEUED = { how: 'queue', rule: null, initiative: '', agreement: '' } as const;

/** A decision that lacks a place or a category waits in the queue, with what it has. */
export function whole(decision: Decision): Decision {
  const missing = [
    ...(findPlace(decision.place) === undefined ? ['a place'] : []),
    ...(decision.category === '' ? ['a category'] : []),
  ];
  if (missing.length === 0 || decision.how === 'queue') return decision;
  const by = decision.rule === null ? 'What was asked for' : decision.rule;
  return { ...decision, how: 'queue', stopped: `${by} leaves ${missing.join(' and ')} open.` };
}

function byReference(reference: string, line: ReadLine, facts: CodingFacts): Decision {
  const coded = { place: facts.asked.place ?? '', category: line.category ?? '', rule: null, stopped: null };
  const owed = facts.payables.get(reference);
  const agreement = owed ?? reference;
  const initiative = facts.agreements.get(agreement);
  if (owed !== undefined && initiative !== undefined) return { ...coded, how: 'pays', initiative, agreement };
  if (initiative !== undefined) return { ...coded, how: 'file', initiative, agreement };
  if (facts.initiatives.has(reference)) return { ...coded, how: 'file', initiative: reference, agreement: '' };
  return { ...QUEUED, ...coded, stopped: `The file names ${reference}, and there is no such reference here.` };
}
