import { formatDecimal } from '../money/pence.ts';
import type { CsvCell } from '../platform/csv.ts';
import type { Item } from './item.ts';

/** What a package of grants says of itself. */
export interface PackageAbout {
  title: string;
  description: string;
  identifier: string;
  issued: string;
  modified: string;
  publisher: string;
  funderId: string;
  licence: string;
  website: string | null;
}

type Json = string | number | { [name: string]: Json } | Json[];

/** Where a heading's value stands in a grant of the JSON schema; names between dots, numbers for places in lists. */
const PATHS: Readonly<Record<string, string>> = {
  Identifier: 'id',
  Title: 'title',
  Description: 'description',
  Currency: 'currency',
  'Amount Awarded': 'amountAwarded',
  'Amount Disbursed': 'amountDisbursed',
  'Award Date': 'awardDate',
  'Planned Dates:Start Date': 'plannedDates.0.startDate',
  'Planned Dates:End Date': 'plannedDates.0.endDate',
  'Planned Dates:Duration (months)': 'plannedDates.0.duration',
  'Recipient Org:Identifier': 'recipientOrganization.0.id',
  'Recipient Org:Name': 'recipientOrganization.0.name',
  'Recipient Org:Charity Number': 'recipientOrganization.0.charityNumber',
  'Recipient Org:Company Number': 'recipientOrganization.0.companyNumber',
  'Beneficiary Location:0:Name': 'beneficiaryLocation.0.name',
  'Beneficiary Location:0:Geographic Code': 'beneficiaryLocation.0.geoCode',
  'Beneficiary Location:0:Geographic Code Type': 'beneficiaryLocation.0.geoCodeType',
  'Funding Org:Identifier': 'fundingOrganization.0.id',
  'Funding Org:Name': 'fundingOrganization.0.name',
  'Grant Programme:Code': 'grantProgramme.0.code',
  'Grant Programme:Title': 'grantProgramme.0.title',
  'Location Scope': 'locationScope',
  'Last Modified': 'dateModified',
  'Data Source': 'dataSource',
};

/** A package of grants as the 360Giving Data Standard 1.4 has it. What is not known is left out. */
export function grantJson(items: readonly Item[], about: PackageAbout): { [name: string]: Json } {
  return {
    version: '1.4',
    title: about.title,
    description: about.description,
    identifier: about.identifier,
    issued: about.issued,
    modified: about.modified,
    publisher: {
      name: about.publisher,
      identifier: about.funderId,
      ...(about.website === null ? {} : { website: about.website }),
    },
    license: about.licence,
    ...(about.website === null ? {} : { accessURL: `${about.website}/published` }),
    grants: items.map(({ cells }) => grantOf(cells)),
  };
}

function grantOf(cells: Record<string, CsvCell>): { [name: string]: Json } {
  const grant: { [name: string]: Json } = {};
  for (const [heading, path] of Object.entries(PATHS)) {
    const value = jsonValue(cells[heading] ?? null);
    if (value !== null) put(grant, path.split('.'), value);
  }
  return grant;
}

function jsonValue(cell: CsvCell): string | number | null {
  if (cell === null || cell === '') return null;
  // Pounds as a number: two decimals of at most £1,000,000,000 are held exactly enough to be written back the same.
  return typeof cell === 'object' ? Number(formatDecimal(cell.amount)) : cell;
}

function put(into: { [name: string]: Json }, [name = '', ...rest]: string[], value: string | number): void {
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  const list = (into[name] ?? []) as { [name: string]: Json }[];
  list[0] = list[0] ?? {};
  into[name] = list;
  put(list[0], rest.slice(1), value);
}
