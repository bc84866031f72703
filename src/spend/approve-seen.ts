import type { Act } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { openBooks } from '../ledger/figure.ts';
import type { Person } from '../people/person.ts';
import type { FieldError } from '../platform/form.ts';
import { Refusal, refused } from '../platform/refusal.ts';
import { foreseeEffects } from './approval-effect.store.ts';
import { effectMark } from './approval-effect.ts';
import { approveSpend, demandUndecided } from './decide.ts';
import { leadOf } from './joint.store.ts';
import type { Spend } from './spend.ts';

/** Several were to be approved together and some cannot be: none is, and each of those is named with its reason. */
export class SomeRefused extends Refusal {
  readonly errors: readonly FieldError[];

  constructor(errors: readonly FieldError[]) {
    super('refused', 'some-refused', `None was approved. ${errors.map(({ message }) => message).join(' ')}`);
    this.errors = errors;
  }
}

/** Why one passes what is left, where that is asked, and the effect that its approver saw; null where they saw none. */
export interface Approval {
  reason: string | null;
  seen: string | null;
}

/**
 * Approves one entry, as its approver saw what it does. Refused by name: `effect-moved`, and as `approveSpend` says.
 */
export async function approveSeen(act: Act, person: Person, ref: string, { reason, seen }: Approval): Promise<Spend> {
  const together = await demandUndecided(act, person, ref);
  await demandSeen(act, [together], seen);
  return approveSpend(act, person, ref, reason);
}

/** What is approved together: the entries in their order, the reasons by reference, and the effect that was seen. */
export interface Together {
  refs: readonly string[];
  reasons: ReadonlyMap<string, string>;
  seen: string | null;
}

/**
 * Approves several in one act, each after the one before it: all of them or none. A person's limit holds for each. What
 * is decided together is approved once, whichever of it were chosen. Answers what was approved, group by group.
 *
 * Refused by name: `none-chosen`, `effect-moved` when what they do together is not what was seen, and `some-refused`
 * with what stands in the way of which. What the person may not decide at all is forbidden by its own name.
 */
export async function approveTogether(act: Act, person: Person, { refs, reasons, seen }: Together): Promise<Spend[][]> {
  if (refs.length === 0) throw refused('none-chosen', 'Select at least one entry to approve.');
  const errors: FieldError[] = [];
  const take = async <T>(ref: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.kind === 'forbidden') {
        throw new Refusal('forbidden', error.rule, `${ref}: ${error.message} None was approved.`);
      }
      if (error.kind !== 'refused') throw error;
      errors.push({
        field: `${error.field === 'reason' ? 'reason' : 'pick'}-${ref}`,
        message: named(ref, error.message),
      });
      return null;
    }
  };
  const groups = new Map<string, Spend[]>();
  for (const ref of refs) {
    const together = await take(ref, () => demandUndecided(act, person, ref));
    if (together !== null) groups.set(leadOf(together).ref, together);
  }
  if (errors.length > 0) throw new SomeRefused(errors);
  const approved = [...groups.values()];
  await demandSeen(act, approved, seen);
  for (const [ref, together] of groups) {
    const reason = together.map((one) => reasons.get(one.ref)).find((given) => given !== undefined) ?? null;
    await take(ref, () => approveSpend(act, person, ref, reason));
  }
  if (errors.length > 0) throw new SomeRefused(errors);
  return approved;
}

function named(ref: string, sentence: string): string {
  return sentence.startsWith(ref) ? sentence : `${ref}: ${sentence}`;
}

async function demandSeen(act: Act, groups: readonly Spend[][], seen: string | null): Promise<void> {
  if (seen === null) return;
  const { officeId } = act.doer;
  const books = openBooks(act.trx, officeId, await latestMoment(act.trx, officeId));
  const foreseen = await foreseeEffects(books, groups, 'in-order');
  const mark = effectMark(
    groups.map((together, index) => ({ ref: leadOf(together).ref, effect: foreseen[index]?.effect ?? null })),
  );
  if (mark === seen) return;
  throw refused(
    'effect-moved',
    'What this does has changed since you looked: something else was approved, forecast or budgeted meanwhile. ' +
      'Nothing was approved. Look at what it does now, and approve it again if that is still right.',
  );
}
