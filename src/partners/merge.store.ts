import type { Act } from '../audit/act.ts';
import { refused } from '../platform/refusal.ts';
import { schemeLabel } from './identifier.ts';
import { readOrganisations } from './organisation.store.ts';
import type { OrganisationRecord, Organisations } from './organisation.ts';

/**
 * Records that an organisation is another. Its row, its agreements and its checks stay as they were and are shown
 * under the survivor; its name and other names lead there. Refused by name: `merged-itself`; `merged-already`, where
 * it is another already; `merged-target`, where the one named is, with its survivor; `identifiers-differ`, where the
 * same register gave them two numbers, since they are then two bodies.
 */
export async function mergeOrganisations(
  act: Act,
  { from, into, reason }: { from: number; into: number; reason: string },
): Promise<void> {
  const organisations = await readOrganisations(act.trx, act.doer.officeId);
  const [gone, kept] = [organisations.find(from), organisations.find(into)];
  if (from === into) {
    throw refused('merged-itself', `${gone.name} cannot be merged into itself. Select another organisation.`);
  }
  demandStanding(organisations, gone, 'merged-already', 'Nothing is left to merge.');
  demandStanding(organisations, kept, 'merged-target', 'Merge into that one.');
  demandSameIdentifiers(organisations, gone, kept);
  await addMerge(act, { from, into, merged: 1, reason });
}

function demandStanding(organisations: Organisations, record: OrganisationRecord, rule: string, advice: string): void {
  if (record.mergedInto === null) return;
  const { name } = organisations.survivorOf(record.id);
  throw refused(rule, `${record.name} was merged into ${name}. ${advice}`);
}

function demandSameIdentifiers(organisations: Organisations, gone: OrganisationRecord, kept: OrganisationRecord): void {
  const held = (record: OrganisationRecord) =>
    organisations.groupOf(record.id).flatMap(({ identifiers }) => identifiers);
  for (const { scheme, code } of held(gone)) {
    const other = held(kept).find((identifier) => identifier.scheme === scheme && identifier.code !== code);
    if (other === undefined) continue;
    const label = schemeLabel(scheme);
    throw refused(
      'identifiers-differ',
      `${gone.name} has ${label} ${code} and ${kept.name} ${other.code}, so they are two bodies. ` +
        'Take the wrong number back first if one is wrong.',
    );
  }
}

/**
 * Undoes a merge by a later row: the organisation stands by itself again, with what had been merged into it before. No
 * number can then belong to two, since none was ever given twice. Refused by name: `not-merged`.
 */
export async function unmergeOrganisation(act: Act, { from, reason }: { from: number; reason: string }): Promise<void> {
  const organisations = await readOrganisations(act.trx, act.doer.officeId);
  const gone = organisations.find(from);
  if (gone.mergedInto === null) throw refused('not-merged', `${gone.name} is not merged, so there is nothing to undo.`);
  await addMerge(act, { from, into: gone.mergedInto, merged: 0, reason });
}

async function addMerge(
  act: Act,
  { from, into, merged, reason }: { from: number; into: number; merged: 0 | 1; reason: string },
): Promise<void> {
  await act.add('organisation_merge', {
    from_id: from,
    into_id: into,
    merged,
    reason_words: await act.words(reason),
  });
}
