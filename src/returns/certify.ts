import { type Act, type Once, perform, type Site } from '../audit/act.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import { Refusal, refused } from '../platform/refusal.ts';
import type { Content } from './content.ts';
import { addStep, openFiling } from './filing.store.ts';
import type { Filing, Step } from './filing.ts';
import type { Template } from './template.ts';

/**
 * Submits a checked draft for certification: it is the certifier's turn. Refused by name: `not-checked`,
 * `content-changed`, `step-done`, `submitted`, `replaced`, `returned`.
 */
export async function offerReturn(
  site: Site,
  person: Person,
  filing: Filing,
  content: Content,
  once: Once | null,
): Promise<string> {
  demand(person, 'return.prepare');
  return perform(site, doer(person), 'return.offer', once, async (act) => {
    const open = await openFiling(act, filing);
    mustBeSame(open, checkedStep(open), content);
    await addStep(act, open, 'offered', content.digest);
    return doneTo(filing, content);
  });
}

/**
 * Certifies a draft that was submitted for it: somebody in a role that the template names, who is the Chief Finance
 * Officer or deputy, declares that it is right, and never who prepared, explained or checked it. Refused by name:
 * `own-entry`, `not-checked`, `not-offered`, `content-changed`, `step-done`, `submitted`, `replaced`, `returned`.
 */
export async function certifyReturn(
  site: Site,
  person: Person,
  filing: Filing,
  content: Content,
  once: Once | null,
): Promise<string> {
  demandCertifier(person, filing, content.template);
  return perform(site, doer(person), 'return.certify', once, async (act) => {
    const open = await openFiling(act, filing);
    const checked = checkedStep(open);
    if (open.steps.offered === undefined) {
      throw refused(
        'not-offered',
        `${filing.ref}, draft ${filing.draft}, has not been submitted for certification. Submit it for that first.`,
      );
    }
    if (checked.doneBy === person.id || (await hasExplained(act, open, person.id))) {
      throw new Refusal(
        'forbidden',
        'own-entry',
        'You checked this return or explained a row of it, so somebody else certifies it.',
      );
    }
    mustBeSame(open, checked, content);
    await addStep(act, open, 'certified', content.digest);
    return doneTo(filing, content);
  });
}

/** Refused unless the person holds a role that the template lets certify, and did not prepare the return. */
export function demandCertifier(person: Person, filing: Filing, { certifiedBy }: Template): void {
  const own = filing.preparedBy === null ? {} : { enteredBy: filing.preparedBy };
  demand(person, 'return.certify', { ...own, among: certifiedBy });
}

function checkedStep(filing: Filing): Step {
  if (filing.steps.checked !== undefined) return filing.steps.checked;
  throw refused('not-checked', `${filing.ref}, draft ${filing.draft}, has not been checked. Check it first.`);
}

function doneTo(filing: Filing, content: Content) {
  return {
    subject: { kind: 'return', ref: filing.ref },
    detail: { draft: filing.draft, content: content.digest },
    result: filing.ref,
  };
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
