import { INSPECTIONS, inspectionHref } from '../assurance/inspection.ts';
import { ACTIONS } from '../assurance/recommendation-action.ts';
import type { AttachmentSubjects } from '../documents/attachment.ts';
import { findDecision } from '../funds/decision.store.ts';
import { findAgreement } from '../initiatives/agreements/agreement.store.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import { findMeasure } from '../outcomes/measure.store.ts';
import { spotOf } from '../outcomes/observation.ts';
import { findObservationTitle, observationHref } from '../outcomes/observation-documents.ts';
import { readOrganisationNames, readOrganisations } from '../partners/organisation.store.ts';
import { findRecord } from '../registers/register.store.ts';
import type { Register } from '../registers/register.ts';
import { findClaim } from '../spend/claims/claim.store.ts';
import { findSpend } from '../spend/spend.store.ts';

function titleIn(register: Register): AttachmentSubjects[string]['find'] {
  return async (db, officeId, ref) => {
    const { answers } = await findRecord(db, officeId, register, ref);
    return { title: register.name(answers, new Map()) };
  };
}

/**
 * Every kind of record that documents are attached to. A further kind is an entry here, and `readAttachmentPart` with
 * its key on the page of the record.
 */
export const ATTACHMENT_SUBJECTS: AttachmentSubjects = {
  agreement: {
    label: 'Agreement',
    read: 'agreement.read',
    kinds: ['signed-agreement', 'published-copy', 'evidence', 'report', 'correspondence', 'other'],
    href: (ref) => `/agreements/${encodeURIComponent(ref)}`,
    find: async (db, officeId, ref) => {
      const { organisationId } = await findAgreement(db, officeId, ref);
      return { title: (await readOrganisationNames(db, officeId)).get(organisationId) ?? '' };
    },
  },
  decision: {
    label: 'Decision',
    read: 'fund.read',
    kinds: ['decision-document', 'report', 'correspondence', 'other'],
    href: (ref) => `/decisions/${encodeURIComponent(ref)}`,
    find: findDecision,
  },
  initiative: {
    label: 'Initiative',
    read: 'initiative.read',
    kinds: ['evidence', 'report', 'correspondence', 'other'],
    href: (ref) => `/initiatives/${encodeURIComponent(ref)}`,
    find: async (db, officeId, ref) => ({ title: (await findInitiative(db, officeId, ref)).name }),
  },
  measure: {
    label: 'Measure',
    read: 'measure.read',
    kinds: ['evidence', 'report', 'correspondence', 'other'],
    href: (ref) => `/measures/${encodeURIComponent(ref)}`,
    find: async (db, officeId, ref) => ({ title: (await findMeasure(db, officeId, ref)).name }),
  },
  observation: {
    label: 'Observation',
    read: 'measure.read',
    kinds: ['evidence', 'report', 'correspondence', 'other'],
    href: observationHref,
    district: (ref) => spotOf(ref).place,
    find: async (db, officeId, ref) => ({ title: await findObservationTitle(db, officeId, ref) }),
  },
  claim: {
    label: 'Claim',
    read: 'claim.read',
    kinds: ['evidence', 'report', 'correspondence', 'other'],
    href: (ref) => `/claims/${encodeURIComponent(ref)}`,
    find: async (db, officeId, ref) => ({ title: `Claim of ${(await findClaim(db, officeId, ref)).agreement}` }),
  },
  spend: {
    label: 'Spend',
    read: 'spend.read',
    kinds: ['invoice', 'evidence', 'report', 'correspondence', 'other'],
    href: (ref) => `/spend/${encodeURIComponent(ref)}`,
    find: async (db, officeId, ref) => ({ title: (await findSpend(db, officeId, ref)).supplier }),
  },
  organisation: {
    label: 'Organisation',
    read: 'agreement.read',
    kinds: ['evidence', 'report', 'correspondence', 'other'],
    href: (ref) => `/organisations/${encodeURIComponent(ref)}`,
    find: async (db, officeId, ref) => {
      const id = /^[1-9]\d{0,14}$/.test(ref) ? Number(ref) : 0;
      return { title: (await readOrganisations(db, officeId)).find(id).name };
    },
  },
  inspection: {
    label: 'Inspection or review',
    read: 'assurance.read',
    kinds: ['report', 'correspondence', 'other'],
    href: (ref) => inspectionHref(encodeURIComponent(ref)),
    find: titleIn(INSPECTIONS),
  },
  'recommendation-action': {
    label: 'Action on a recommendation',
    read: 'assurance.read',
    kinds: ['evidence', 'report', 'correspondence', 'other'],
    href: (ref) => `${ACTIONS.path}/${encodeURIComponent(ref)}`,
    find: titleIn(ACTIONS),
  },
};
