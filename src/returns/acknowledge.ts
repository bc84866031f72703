import { type Once, perform, type Site } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { addStep, submittedFiling } from './filing.store.ts';
import type { Filing } from './filing.ts';

/** What whoever received a return answered: when they had it, and by which letter or message they said so. */
export interface Acknowledgement {
  receivedOn: Day;
  reference: string;
}

/**
 * Records that a submitted return was acknowledged by whoever received it. Refused by name: `not-submitted`,
 * `step-done`.
 */
export async function acknowledgeReturn(
  site: Site,
  person: Person,
  filing: Filing,
  wanted: Acknowledgement,
  once: Once | null,
): Promise<string> {
  demand(person, 'return.submit');
  return perform(site, doer(person), 'return.acknowledge', once, async (act) => {
    const open = await submittedFiling(act, filing);
    await addStep(act, open, 'acknowledged', open.steps.submitted?.contentDigest ?? '');
    await act.add('return_acknowledgement', {
      filing_id: open.id,
      received_on: wanted.receivedOn,
      reference_words: await act.words(wanted.reference),
      entered_by: person.id,
    });
    return {
      subject: { kind: 'return', ref: filing.ref },
      detail: { draft: filing.draft, received: wanted.receivedOn },
      result: filing.ref,
    };
  });
}

/** How a return was acknowledged; null when it was not. */
export async function findAcknowledgement(db: Db, filingId: number | null): Promise<Acknowledgement | null> {
  if (filingId === null) return null;
  const [row] = await spellOut(db, await db('return_acknowledgement').where({ filing_id: filingId }));
  return row === undefined ? null : { receivedOn: row.received_on, reference: row.reference as string };
}
