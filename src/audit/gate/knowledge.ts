import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Knowledge } from '../../disclosure/words-gate.ts';
import { AllowedNames } from '../../disclosure/words-gate-name.ts';
import type { Db } from '../../platform/database.ts';
import { inProject } from '../../platform/root.ts';
import { COMMON_NAMES } from './name-list.ts';

const PLACES = readPlaces();

function readPlaces(): string[] {
  const rows: Record<string, string>[] = parse(readFileSync(inProject('data', 'places.csv')), {
    columns: true,
    bom: true,
  });
  return rows.flatMap(({ name = '', council = '' }) => [name, council]).filter((name) => name !== '');
}

/** What the gate knows of an office: its organisations and places, and whom it knows by their job. */
export async function readKnowledge(db: Db, officeId: number): Promise<Knowledge> {
  const bodies = [...PLACES];
  for (const table of ['organisation', 'organisation_version', 'organisation_alias']) {
    bodies.push(...(await namesIn(db, officeId, table)));
  }
  const people: string[] = await db('person').where({ office_id: officeId }).pluck('name');
  const contacts = await namesIn(db, officeId, 'contact');
  // A remark in brackets after a name is no part of it.
  const staff = [...people, ...contacts].map((name) => name.replace(/\s*\([^()]*\)\s*$/, ''));
  return { names: COMMON_NAMES, bodies: new AllowedNames(bodies), staff: new AllowedNames([...bodies, ...staff]) };
}

function namesIn(db: Db, officeId: number, table: string): Promise<string[]> {
  return db(`${table} as t`)
    .join('words as w', 'w.digest', 't.name_words')
    .where('t.office_id', officeId)
    .whereNotNull('w.text')
    .pluck('w.text');
}
