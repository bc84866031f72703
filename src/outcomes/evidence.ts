import { findAttachment } from '../documents/attachment.store.ts';
import { findDecision } from '../funds/decision.store.ts';
import { findAgreement } from '../initiatives/agreements/agreement.store.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import { DATA_RETURNS } from '../partners/data-return.ts';
import type { Db } from '../platform/database.ts';
import type { FormReader } from '../platform/form.ts';
import { Refusal, refused } from '../platform/refusal.ts';
import { findRecord } from '../registers/register.store.ts';

/** A kind of record that an observation may rest on: how its references look, and where one is found and read. */
interface EvidenceKind {
  shape: RegExp;
  find(db: Db, officeId: number, ref: string): Promise<unknown>;
  path: string;
}

const KINDS: readonly EvidenceKind[] = [
  { shape: /^AT-\d{4}-\d{4,6}$/, find: findAttachment, path: '/attachments' },
  { shape: /^AG-\d{4}-\d{3,6}$/, find: findAgreement, path: '/agreements' },
  { shape: /^D-\d{4}-\d{3,6}$/, find: findDecision, path: '/decisions' },
  { shape: /^I-\d{2,6}$/, find: findInitiative, path: '/initiatives' },
  {
    shape: new RegExp(`^${DATA_RETURNS.prefix}-[\\d-]{1,12}$`),
    find: (db, officeId, ref) => findRecord(db, officeId, DATA_RETURNS, ref),
    path: DATA_RETURNS.path,
  },
];

/** What is said where a reference may be typed. */
export const RECORD_HINT =
  'The reference of a record that shows it: an attached document (AT-2015-0001), an agreement, a decision or a data return';

/** Reads the reference of a record; whether there is such a record, `demandRecord` says. */
export function readRecordRef(form: FormReader): string | null {
  const typed = form.text('record', 'Record', { longest: 20, optional: true }).toUpperCase();
  if (typed !== '' && kindOf(typed) === undefined) {
    form.fail(
      'record',
      'Record must be the reference of a document, an agreement, a decision, an initiative or a data return',
    );
  }
  return typed === '' ? null : typed;
}

/** Refused as `no-record` when the office has no record of the reference. */
export async function demandRecord(db: Db, officeId: number, ref: string | null): Promise<void> {
  if (ref === null) return;
  try {
    const kind = kindOf(ref);
    if (kind !== undefined) {
      await kind.find(db, officeId, ref);
      return;
    }
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'not-found') throw error;
  }
  throw refused('no-record', `There is no record ${ref}. Check its reference, or leave it empty.`, 'record');
}

/** Where the record that an observation rests on is read. */
export function recordHref(ref: string): string {
  return `${kindOf(ref)?.path ?? ''}/${ref}`;
}

function kindOf(ref: string): EvidenceKind | undefined {
  return KINDS.find(({ shape }) => shape.test(ref));
}
