import { fullIdentifier } from '../partners/identifier.ts';
import { readOrganisations } from '../partners/organisation.store.ts';
import type { OrganisationRecord, Organisations } from '../partners/organisation.ts';
import { matcherOf } from '../partners/organisation-match.ts';
import { normalForm } from '../partners/organisation-name.ts';
import type { Db } from '../platform/database.ts';

/** Somebody whom money went to, with their numbers in registers where the office knows the organisation. */
export interface Payee {
  name: string;
  /** Null where no organisation of the office is called that. */
  organisationId: number | null;
  /** What names it among all payees, however it is spelt. */
  key: string;
  companyNumber: string | null;
  charityNumber: string | null;
  /** Its first identifier as data standards write it, such as `GB-LAE-LDS`. */
  identifier: string | null;
  districtCode: string | null;
}

/** Finds payees by their name or number, among the organisations as they are known now. */
export class Payees {
  private readonly organisations: Organisations;
  private readonly match: (name: string) => OrganisationRecord | null;

  private constructor(organisations: Organisations) {
    this.organisations = organisations;
    this.match = matcherOf(organisations);
  }

  static async read(db: Db, officeId: number): Promise<Payees> {
    return new Payees(await readOrganisations(db, officeId));
  }

  /** Whoever a file or an invoice names. */
  named(name: string): Payee {
    const found = this.match(name);
    if (found !== null) return { ...this.numbered(found.id), name };
    const none = { companyNumber: null, charityNumber: null, identifier: null, districtCode: null };
    return { name, organisationId: null, key: `name ${normalForm(name)}`, ...none };
  }

  /** An organisation by its number, under its survivor's name. */
  numbered(id: number): Payee {
    const survivor = this.organisations.survivorOf(id);
    const identifiers = this.organisations.groupOf(id).flatMap((of) => of.identifiers);
    const code = (scheme: string) => identifiers.find((of) => of.scheme === scheme)?.code ?? null;
    const [first] = IN_ORDER.flatMap((scheme) => identifiers.filter((of) => of.scheme === scheme));
    return {
      name: survivor.name,
      organisationId: survivor.id,
      key: `organisation ${survivor.id}`,
      companyNumber: code('GB-COH'),
      charityNumber: code('GB-CHC') ?? code('GB-SC'),
      identifier: first === undefined ? null : fullIdentifier(first),
      districtCode: survivor.districtCode,
    };
  }
}

/** Of several registers the one that data standards prefer comes first. */
const IN_ORDER = ['GB-CHC', 'GB-SC', 'GB-COH', 'GB-LAE', 'GB-NHS', 'GB-UKPRN', 'ONS-PFA'];
