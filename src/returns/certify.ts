import { type Act, type Once, perform, type Site } from '../audit/act.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import { Refusal, refused } from '../platform/refusal.ts';
import type { Content } from './content.ts';
import { addStep, openFiling } from './filing.store.ts';
import type { Filing, Step } from './filing.ts';

/**
 * Certifies a checked draft: the Chief Finance Officer or deputy declares that it is right, and never who prepared,
 * explained or checked
 * it. Refused by name: `own-entry`, `not-checked`, `content-changed`, `step-done`, `submitted`, `replaced`.
 */
export async function certifyReturn(
  site: Site,
  person: Person,
  filing: Filing,
  content: Content,
  once: Once | null,
): Promise<string> {
  demand(person, 'return.certify', filing.preparedBy === null ? {} : { enteredBy: filing.preparedBy });
  return perform(site, doer(person), 'return.certify', once, async (act) => {
    const open = await openFiling(act, filing);
    if (open.steps.checked === undefined) {
      throw refused('not-checked', `${filing.ref}, draft ${filing.draft}, has not been checked. Check it first.`);
    }
    if (open.steps.checked.doneBy === person.id || (await hasExplained(act, open, person.id))) {
      throw new Refusal(
        'forbidden',
        'own-entry',
        'You checked this return or explained a row of it, so somebody else certifies it.',
      );
    }
    mustBeSame(open, open.steps.checked, content);
    await addStep(act, open, 'certified', content.digest);
    return {
      subject: { kind: 'return', ref: filing.ref },
      detail: { draft: filing.draft, content: content.digest },
      result: filing.ref,
    };
  });
}

async function hasExplained(act: Act, { id }: Filing, personId: number): Promise<boolean> {
  const own = await act.trx('return_explanation').where({ filing_id: id, entered_by: personId }).first('id');
  return own !== undefined;
}

/** The content is what the step before it was done to; words that were removed since would change it. */
export function mustBeSame(filing: Filing, step: Step, content: Content): void {
  if (step.contentDigest === content.digest) return;
  throw refused(
    'content-changed',
    `The content of ${filing.ref}, draft ${filing.draft}, is no longer what was looked at. Prepare it again.`,
  );
}
