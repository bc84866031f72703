import { type Once, perform, type Site } from '../audit/act.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import { refused } from '../platform/refusal.ts';
import { faultsOf } from './check.ts';
import type { Examined } from './examine.ts';
import { addStep, openFiling } from './filing.store.ts';
import type { Filing } from './filing.ts';

/**
 * Records that somebody looked through a draft and that no check finds a fault: from here on its content stands
 * still. Refused by name: `faults`, `step-done`, `submitted`, `replaced`, `changed`.
 */
export async function reviewReturn(
  site: Site,
  person: Person,
  filing: Filing,
  { content, checked }: Examined,
  once: Once | null,
): Promise<string> {
  demand(person, 'return.prepare');
  return perform(site, doer(person), 'return.review', once, async (act) => {
    const open = await openFiling(act, filing);
    const faults = faultsOf(checked);
    if (faults.length > 0) {
      throw refused(
        'faults',
        `${faults.length === 1 ? 'A fault is' : `${faults.length} faults are`} to be mended first.`,
      );
    }
    await addStep(act, open, 'checked', content.digest);
    return {
      subject: { kind: 'return', ref: filing.ref },
      detail: { draft: filing.draft, content: content.digest },
      result: filing.ref,
    };
  });
}
