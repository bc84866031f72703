import { listAgreements } from '../initiatives/agreements/agreement.store.ts';
import { readOrganisationNames } from '../partners/organisation.store.ts';
import { refused } from '../platform/refusal.ts';
import type { ReadChoices } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Register } from '../registers/register.ts';
import { CPV_FIELD, demandCpv, PROCEDURE_FIELD } from './procurement.ts';
import { PUBLICATIONS } from './publications.ts';
import { TENDERS } from './tender.ts';

const readContractChoices: ReadChoices = async (db, officeId) => {
  const providers = await readOrganisationNames(db, officeId);
  return (await listAgreements(db, officeId))
    .filter(({ kind }) => kind === 'contract')
    .map(({ ref, organisationId }) => ({ value: ref, text: `${ref} ${providers.get(organisationId) ?? ''}` }));
};

const readTenderChoices: ReadChoices = async (db, officeId) =>
  (await listRecords(db, officeId, TENDERS)).map(({ ref, answers }) => ({
    value: ref,
    text: `${ref} ${answers.title}`,
  }));

/** What the Order has published of a contract besides what the agreement says. */
export const CONTRACT_DETAILS: Register = {
  code: 'contract-detail',
  table: 'contract_detail',
  path: '/contract-details',
  prefix: 'CD',
  title: 'How contracts were made',
  one: 'contract’s detail',
  lede: ['How the provider of a contract was chosen. It is published with contracts over £10,000.'],
  empty: 'Nothing has been recorded yet.',
  way: [PUBLICATIONS],
  acts: { read: 'publication.read', add: 'publication.tender', change: 'publication.tender' },
  fields: [
    {
      name: 'agreement',
      label: 'Contract',
      kind: 'choice',
      choices: readContractChoices,
      href: (ref) => `/agreements/${ref}`,
      fixed: true,
      list: true,
      filter: true,
    },
    PROCEDURE_FIELD,
    {
      name: 'tender',
      label: 'Invitation to tender',
      kind: 'choice',
      choices: readTenderChoices,
      href: (ref) => `/tenders/${ref}`,
      optional: true,
      list: true,
    },
    CPV_FIELD,
    { name: 'review', label: 'When it is reviewed', heading: 'Review', kind: 'day', optional: true, list: true },
  ],
  name: ({ agreement }) => String(agreement),
  check: ({ cpv }) => demandCpv(cpv),
  async checkKept(act, { agreement }, before) {
    if (before !== null) return;
    const known = await listRecords(act.trx, act.doer.officeId, CONTRACT_DETAILS);
    if (known.every(({ answers }) => answers.agreement !== agreement)) return;
    throw refused('contract-twice', `It is recorded of ${agreement} already. Change that record.`, 'agreement');
  },
};
