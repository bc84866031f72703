import { notFound } from '../platform/refusal.ts';

export const ORGANISATION_KINDS = {
  council: 'Council',
  police: 'Police force',
  health: 'Health body',
  'third-sector': 'Third-sector organisation',
  company: 'Company',
  other: 'Other public body',
} as const;

export type OrganisationKind = keyof typeof ORGANISATION_KINDS;

/** A provider or partner. */
export interface Organisation {
  id: number;
  name: string;
  kind: OrganisationKind;
}

/** What an organisation was called, and of what kind and district it was, in one of its versions. */
export interface OrganisationVersion {
  /** 1 when it was added, and one more with each change. */
  version: number;
  name: string;
  kind: OrganisationKind;
  districtCode: string | null;
  why: string | null;
  seq: number;
}

/** Another spelling of its name, as files have it. */
export interface Alias {
  id: number;
  name: string;
  /** The digest of its words, by which it is taken back. */
  digest: string;
  seq: number;
}

/** A number of the organisation in a register such as that of companies. */
export interface Identifier {
  id: number;
  scheme: string;
  code: string;
  seq: number;
}

/** That an organisation was found to be another, or that this was undone. */
export interface Merge {
  fromId: number;
  intoId: number;
  merged: boolean;
  reason: string;
  seq: number;
}

/** An organisation as it stands, with everything that was recorded of it. */
export interface OrganisationRecord extends OrganisationVersion, Organisation {
  kind: OrganisationKind;
  name: string;
  /** Every version, the oldest first; the last is the one that stands. */
  versions: readonly OrganisationVersion[];
  /** Those that it holds itself, without those of what was merged into it. */
  aliases: readonly Alias[];
  identifiers: readonly Identifier[];
  /** The organisation that it was merged into; null for one that stands by itself. */
  mergedInto: number | null;
}

/**
 * The organisations of an office. Those that were merged stay, each under the one that survives: an agreement or a
 * check that names the old one is shown under the survivor.
 */
export class Organisations {
  readonly all: readonly OrganisationRecord[];
  readonly merges: readonly Merge[];
  /** Pairs that look alike and were found to be two. */
  private readonly distinct: ReadonlySet<string>;
  private readonly byId: ReadonlyMap<number, OrganisationRecord>;
  /** What was merged into each survivor, by its number. */
  private readonly merged: ReadonlyMap<number, OrganisationRecord[]>;

  constructor(all: readonly OrganisationRecord[], merges: readonly Merge[], distinct: readonly [number, number][]) {
    this.all = all;
    this.merges = merges;
    this.distinct = new Set(distinct.map(([one, other]) => pairKey(one, other)));
    this.byId = new Map(all.map((record) => [record.id, record]));
    const merged = new Map<number, OrganisationRecord[]>();
    for (const record of all.filter(({ mergedInto }) => mergedInto !== null)) {
      const { id } = this.survivorOf(record.id);
      merged.set(id, [...(merged.get(id) ?? []), record]);
    }
    this.merged = merged;
  }

  /** Those that stand by themselves, in the order in which they were added. */
  get survivors(): OrganisationRecord[] {
    return this.all.filter(({ mergedInto }) => mergedInto === null);
  }

  /** One by its number; not found when there is none. */
  find(id: number): OrganisationRecord {
    const found = this.byId.get(id);
    if (found === undefined) throw notFound(`organisation ${String(id).slice(0, 20)}`);
    return found;
  }

  /** The one that an organisation now is, itself or what it was merged into, through every merge after it. */
  survivorOf(id: number): OrganisationRecord {
    let record = this.find(id);
    // A merge is only ever into a survivor, so there is no cycle; the bound keeps a damaged database from hanging.
    for (let step = 0; step < this.all.length && record.mergedInto !== null; step += 1) {
      record = this.find(record.mergedInto);
    }
    return record;
  }

  /** The organisation with all that were merged into its survivor, the survivor first. */
  groupOf(id: number): OrganisationRecord[] {
    const survivor = this.survivorOf(id);
    return [survivor, ...(this.merged.get(survivor.id) ?? [])];
  }

  areDistinct(one: number, other: number): boolean {
    return this.distinct.has(pairKey(one, other));
  }

  /** The name that people read: the survivor's, with the one that was recorded where it differs. */
  shownName(id: number): string {
    const { name } = this.find(id);
    const survivor = this.survivorOf(id);
    return survivor.name === name ? name : `${survivor.name} (recorded as ${name})`;
  }
}

function pairKey(one: number, other: number): string {
  return `${Math.min(one, other)}-${Math.max(one, other)}`;
}

/** An organisation to be added or changed. */
export interface NewOrganisation {
  name: string;
  kind: string;
  districtCode?: string | null;
}
