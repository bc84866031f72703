import { type Act, type Once, perform, type Site } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import type { Db, Row } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { demandCertifier } from './certify.ts';
import type { DraftTable } from './draft.ts';
import { addStep, openFiling, submittedFiling } from './filing.store.ts';
import { type Filing, stateOf } from './filing.ts';
import type { Template } from './template.ts';

/** A change that was asked for in one row of a return, and why; it stays beside that draft for ever. */
export interface ChangeRequest {
  filingId: number;
  table: string;
  row: string;
  /** The certifier, before it was submitted; after that, whoever received it. */
  askedBy: 'certifier' | 'recipient';
  reason: string;
  enteredBy: number;
}

/** A row that changes can be asked for. */
export interface NamedRow {
  table: string;
  row: string;
  label: string;
}

/** Every row of a return that changes can be asked for: all but the sign-off, which the acts themselves fill in. */
export function requestableRows(tables: readonly DraftTable[]): NamedRow[] {
  return tables
    .slice(0, -1)
    .flatMap(({ name, title, rows }) =>
      rows.map(({ key, label }) => ({ table: name, row: key, label: `${title}: ${label}` })),
    );
}

/**
 * Asks for changes in named rows, with a reason that stays: the certifier instead of certifying, or, once it was
 * submitted, somebody in finance for whoever received it. The next draft is then prepared. Refused by name:
 * `own-entry`, `not-offered`, `no-row`, `step-done`, `replaced`, `returned`.
 */
export async function requestChanges(
  site: Site,
  person: Person,
  filing: Filing,
  { template, rows, reason }: { template: Template; rows: readonly NamedRow[]; reason: string },
  once: Once | null,
): Promise<string> {
  const isFiled = stateOf(filing) === 'submitted';
  if (isFiled) demand(person, 'return.submit');
  else demandCertifier(person, filing, template);
  return perform(site, doer(person), 'return.request-changes', once, async (act) => {
    const open = isFiled ? await submittedFiling(act, filing) : await openFiling(act, filing);
    const { offered } = open.steps;
    if (offered === undefined && !isFiled) {
      throw refused(
        'not-offered',
        `${filing.ref}, draft ${filing.draft}, has not been submitted for certification, so whoever prepares it can still change it.`,
      );
    }
    if (rows.length === 0) throw refused('no-row', 'Select each row that is to be changed.', 'rows');
    await addRequests(act, open.id, isFiled ? 'recipient' : 'certifier', rows, reason);
    const done = open.steps.submitted ?? offered;
    await addStep(act, open, 'returned', done?.contentDigest ?? '');
    return {
      subject: { kind: 'return', ref: filing.ref },
      detail: { draft: filing.draft, rows: rows.map(({ table, row }) => `${table} ${row}`) },
      result: filing.ref,
    };
  });
}

async function addRequests(
  act: Act,
  filingId: number,
  askedBy: ChangeRequest['askedBy'],
  rows: readonly NamedRow[],
  reason: string,
): Promise<void> {
  const words = await act.words(reason);
  await act.addMany(
    'return_request',
    rows.map(({ table, row }) => ({
      filing_id: filingId,
      table_name: table,
      row_key: row,
      asked_by: askedBy,
      reason_words: words,
      entered_by: act.doer.personId,
    })),
  );
}

/** The changes that were asked for in a filing, in the order of its rows. */
export async function listRequests(db: Db, filingId: number | null): Promise<ChangeRequest[]> {
  if (filingId === null) return [];
  const rows: Row[] = await db('return_request').where({ filing_id: filingId }).orderBy('id');
  return (await spellOut(db, rows)).map((row) => ({
    filingId,
    table: row.table_name,
    row: row.row_key,
    askedBy: row.asked_by,
    reason: row.reason as string,
    enteredBy: row.entered_by,
  }));
}
