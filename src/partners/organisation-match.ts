import type { Db } from '../platform/database.ts';
import { type Looks, lookAlike, looksOf } from './look-alike.ts';
import { readOrganisations } from './organisation.store.ts';
import type { Organisation, OrganisationRecord, Organisations } from './organisation.ts';
import { normalForm } from './organisation-name.ts';

/** The organisation that a name in a file means: a survivor, or null where none or more than one is called that. */
export type MatchName = (text: string) => OrganisationRecord | null;

/**
 * Matches names by their normal form. The names that organisations and those merged into them have now, and their
 * other names, come before the names that they had once.
 */
export function matcherOf(organisations: Organisations): MatchName {
  const now = new Map<string, Set<number>>();
  const once = new Map<string, Set<number>>();
  const learn = (names: Map<string, Set<number>>, name: string, id: number): void => {
    const form = normalForm(name);
    if (form === '') return;
    const known = names.get(form);
    if (known === undefined) names.set(form, new Set([id]));
    else known.add(id);
  };
  for (const record of organisations.all) {
    const { id } = organisations.survivorOf(record.id);
    for (const name of namesOf(record)) learn(now, name, id);
    for (const { name } of record.versions.slice(0, -1)) learn(once, name, id);
  }
  return (text) => {
    const form = normalForm(text);
    const [only, ...others] = now.get(form) ?? once.get(form) ?? [];
    return only === undefined || others.length > 0 ? null : organisations.find(only);
  };
}

/**
 * The organisation that a name means as a file or an invoice spells it, by its normal form: whoever survives where it
 * was merged. Null when no organisation of the office is called that, or more than one.
 */
export async function findOrganisationByName(db: Db, officeId: number, text: string): Promise<Organisation | null> {
  return matcherOf(await readOrganisations(db, officeId))(text);
}

/** An organisation that a name looks like, and under which of its names. */
export interface LookAlike {
  organisation: OrganisationRecord;
  name: string;
}

/** The survivors, other than `except`, that a name could be meant for. */
export function lookAlikesOf(organisations: Organisations, name: string, except?: number): LookAlike[] {
  const looks = looksOf(name);
  return organisations.survivors
    .filter(({ id }) => id !== except)
    .flatMap((organisation) => {
      const found = namesOfGroup(organisations, organisation.id).find((known) => lookAlike(looksOf(known), looks));
      return found === undefined ? [] : [{ organisation, name: found }];
    });
}

/** Two survivors that look alike, by which of their names. */
export interface LookAlikePair {
  one: LookAlike;
  other: LookAlike;
}

/** Every pair of survivors that look alike, without those that were found to be two. */
export function lookAlikePairs(organisations: Organisations): LookAlikePair[] {
  const known: (LookAlike & { looks: Looks })[] = organisations.survivors.flatMap((organisation) =>
    namesOfGroup(organisations, organisation.id).map((name) => ({ organisation, name, looks: looksOf(name) })),
  );
  const pairs = new Map<string, LookAlikePair>();
  for (const [at, one] of known.entries()) {
    for (let next = at + 1; next < known.length; next += 1) {
      const other = known[next] as LookAlike & { looks: Looks };
      if (one.organisation === other.organisation || !lookAlike(one.looks, other.looks)) continue;
      const key = `${one.organisation.id}-${other.organisation.id}`;
      if (pairs.has(key) || areTwo(organisations, one.organisation.id, other.organisation.id)) continue;
      pairs.set(key, { one, other });
    }
  }
  return [...pairs.values()];
}

function areTwo(organisations: Organisations, one: number, other: number): boolean {
  const others = organisations.groupOf(other);
  return organisations.groupOf(one).some((a) => others.some((b) => organisations.areDistinct(a.id, b.id)));
}

/** The names that an organisation goes by now: its own and its other names. */
export function namesOf({ name, aliases }: OrganisationRecord): string[] {
  return [name, ...aliases.map((alias) => alias.name)];
}

function namesOfGroup(organisations: Organisations, id: number): string[] {
  return organisations.groupOf(id).flatMap(namesOf);
}
