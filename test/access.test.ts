import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import { seedDemonstration } from '../seeds/demonstration.ts';
import { addPerson } from '../src/people/person.store.ts';
import { TABLE_FORMATS } from '../src/people/table-address.ts';
import { hiddenFields, openWorld, type Visitor, type World } from './world.ts';

const FINANCE = ['finance-officer', 'finance-manager', 'chief-finance-officer', 'deputy-chief-finance-officer'];
const CHIEFS = ['chief-finance-officer', 'deputy-chief-finance-officer'];
const MANAGERS = ['finance-manager', ...CHIEFS];
const COMMISSIONING = ['commissioning-officer', ...FINANCE];
const OFFICE = [...COMMISSIONING, 'commissioner', 'chief-executive', 'coordinator', 'secretariat', 'auditor'];
const EVERYONE = [...OFFICE, 'district-contact', 'peg-member', 'administrator'];
const DECIDERS = ['commissioner', 'chief-executive', 'chief-finance-officer', 'finance-manager', 'secretariat'];
const SECRETARIAT = ['secretariat', 'chief-executive'];
const REPORTERS = ['secretariat', ...COMMISSIONING];
const OBSERVERS = ['commissioning-officer', 'coordinator', 'district-contact'];
const OBSERVATION_APPROVERS = ['commissioning-officer', 'coordinator', 'chief-executive'];
const LOOKERS = [...OBSERVATION_APPROVERS, 'auditor', 'district-contact'];
const MEASURERS = ['commissioning-officer', 'coordinator'];
const VERIFIERS = [...FINANCE, 'chief-executive', 'auditor', 'administrator'];
const VIREMENT_APPROVERS = [...MANAGERS, 'chief-executive', 'commissioner'];
const CARRY_FORWARD_APPROVERS = [...CHIEFS, 'chief-executive', 'commissioner'];
const PARTNERS = [...COMMISSIONING, 'coordinator'];
const MERGERS = ['commissioning-officer', 'coordinator', ...MANAGERS];
const CONTACT_READERS = [...OFFICE, 'district-contact'];
const MOVERS = ['commissioning-officer', 'chief-executive'];
const PUBLISHERS = ['commissioner', 'chief-executive', 'secretariat'];
const READERS = [...OFFICE, 'peg-member'];
const ATTACHERS = [...COMMISSIONING, 'coordinator', 'secretariat', 'commissioner', 'chief-executive'];
const MONITORS = ['commissioning-officer', 'coordinator', 'finance-manager'];
const ASSURERS = ['coordinator', 'commissioning-officer', 'chief-executive', 'secretariat'];
const CLOSERS = ['chief-executive', 'coordinator', 'commissioner'];
const WORDS_CHECKERS = ['coordinator', 'chief-executive', 'secretariat', ...CHIEFS];
const REMOVERS = ['coordinator', 'chief-executive', ...CHIEFS];
const PREPARERS = [...COMMISSIONING, 'secretariat'];
const REVIEWERS = [...MANAGERS, 'chief-executive', 'coordinator', 'secretariat'];
const PUBLIC_PUBLISHERS = ['chief-executive', 'commissioner', ...CHIEFS];
const SETTERS = ['chief-executive', ...CHIEFS];
const NOBODY_ASKED: string[] = [];

/** Files that are no table: bytes that were filed, and rows that come back to be mended or filled in. */
const NO_TABLES = [
  'GET /measures/file.csv',
  'GET /imports/plans/:token/faults.csv',
  'GET /returns/:ref/:draft/files/:name.csv',
];

/** Every address, and who may use it. An address that is not here, or is here and gone, fails. */
const ADDRESSES: Record<string, string[]> = {
  'GET /sign-in': NOBODY_ASKED,
  'POST /sign-in': NOBODY_ASKED,
  'POST /sign-out': NOBODY_ASKED,
  'GET /': EVERYONE,
  'GET /people': ['administrator', 'auditor'],
  'GET /tokens': EVERYONE,
  'GET /tokens/new': EVERYONE,
  'POST /tokens/new': EVERYONE,
  'GET /tokens/:ref': EVERYONE,
  'POST /tokens/:ref/revocation': EVERYONE,
  'GET /audit': ['auditor', 'administrator', ...CHIEFS],
  'GET /notices': ['commissioning-officer', 'finance-manager', 'administrator', 'auditor'],
  'GET /notices.csv': ['commissioning-officer', 'finance-manager', 'administrator', 'auditor'],
  'GET /organisations': EVERYONE,
  'GET /organisations/:id/checks/new': [...COMMISSIONING, 'coordinator'],
  'POST /organisations/:id/checks/new': [...COMMISSIONING, 'coordinator'],
  'GET /organisations/:id/checks/override': [...CHIEFS, 'chief-executive'],
  'POST /organisations/:id/checks/override': [...CHIEFS, 'chief-executive'],
  'GET /provider-checks': OFFICE,
  'GET /provider-checks.csv': OFFICE,
  'GET /organisations.csv': EVERYONE,
  'GET /organisations/new': PARTNERS,
  'POST /organisations/new': PARTNERS,
  'GET /organisations/look-alikes': EVERYONE,
  'GET /organisations/look-alikes.csv': EVERYONE,
  'GET /organisations/look-alikes/:pair': MERGERS,
  'POST /organisations/look-alikes/:pair': MERGERS,
  'GET /organisations/:id': EVERYONE,
  'GET /organisations/:id/change': PARTNERS,
  'POST /organisations/:id/change': PARTNERS,
  'GET /organisations/:id/merge': MERGERS,
  'POST /organisations/:id/merge': MERGERS,
  'GET /organisations/:id/unmerge': MERGERS,
  'POST /organisations/:id/unmerge': MERGERS,
  'GET /organisations/:id/aliases/new': PARTNERS,
  'POST /organisations/:id/aliases/new': PARTNERS,
  'GET /organisations/:id/aliases/:alias/removal': PARTNERS,
  'POST /organisations/:id/aliases/:alias/removal': PARTNERS,
  'GET /organisations/:id/identifiers/new': PARTNERS,
  'POST /organisations/:id/identifiers/new': PARTNERS,
  'GET /organisations/:id/identifiers/:identifier/removal': PARTNERS,
  'POST /organisations/:id/identifiers/:identifier/removal': PARTNERS,
  'GET /districts': EVERYONE,
  'GET /districts.csv': EVERYONE,
  'GET /contacts': CONTACT_READERS,
  'GET /contacts.csv': CONTACT_READERS,
  'GET /contacts/new': OBSERVERS,
  'POST /contacts/new': OBSERVERS,
  'GET /contacts/:ref': CONTACT_READERS,
  'GET /contacts/:ref/change': OBSERVERS,
  'POST /contacts/:ref/change': OBSERVERS,
  'GET /sharing-agreements': CONTACT_READERS,
  'GET /sharing-agreements.csv': CONTACT_READERS,
  'GET /sharing-agreements/new': MEASURERS,
  'POST /sharing-agreements/new': MEASURERS,
  'GET /sharing-agreements/:ref': CONTACT_READERS,
  'GET /sharing-agreements/:ref/change': MEASURERS,
  'POST /sharing-agreements/:ref/change': MEASURERS,
  'GET /data-returns': CONTACT_READERS,
  'GET /data-returns.csv': CONTACT_READERS,
  'GET /data-returns/new': OBSERVERS,
  'POST /data-returns/new': OBSERVERS,
  'GET /data-returns/:ref': CONTACT_READERS,
  'GET /data-returns/:ref/change': OBSERVERS,
  'POST /data-returns/:ref/change': OBSERVERS,
  'GET /fund': EVERYONE,
  'GET /fund/new': MANAGERS,
  'POST /fund/new': MANAGERS,
  'GET /fund/years/new': MANAGERS,
  'POST /fund/years/new': MANAGERS,
  'GET /funding-sources': EVERYONE,
  'GET /funding-sources/new': FINANCE,
  'POST /funding-sources/new': FINANCE,
  'GET /funding-sources/:code': EVERYONE,
  'GET /funding-sources/:code/awards/new': FINANCE,
  'POST /funding-sources/:code/awards/new': FINANCE,
  'GET /periods': EVERYONE,
  'GET /periods/:period/closing': MANAGERS,
  'POST /periods/:period/closing': MANAGERS,
  'GET /periods/:period/reopening': CHIEFS,
  'POST /periods/:period/reopening': CHIEFS,
  'GET /month-end': OFFICE,
  'GET /month-end/:period.csv': OFFICE,
  'GET /month-end/:period': OFFICE,
  'GET /reconciliation': OFFICE,
  'GET /reconciliation/:period.csv': OFFICE,
  'GET /reconciliation/:period/lines.csv': OFFICE,
  'GET /reconciliation/:period': OFFICE,
  'GET /reconciliation/:period/totals': FINANCE,
  'POST /reconciliation/:period/totals': FINANCE,
  'GET /reconciliation/:period/file': FINANCE,
  'POST /reconciliation/:period/file': FINANCE,
  'GET /reconciliation/:period/differences/:against/:initiative': OFFICE,
  'POST /reconciliation/:period/differences/:against/:initiative': FINANCE,
  'GET /decisions': EVERYONE,
  'GET /decisions.csv': EVERYONE,
  'GET /decisions/new': DECIDERS,
  'POST /decisions/new': DECIDERS,
  'GET /decisions/:ref': EVERYONE,
  'GET /decisions/:ref/completion': DECIDERS,
  'POST /decisions/:ref/completion': DECIDERS,
  'GET /decisions/:ref/corrections/:version': DECIDERS,
  'POST /decisions/:ref/corrections/:version': DECIDERS,
  'GET /decisions/:ref/notice': EVERYONE,
  'GET /decisions/:ref/notices/:version': EVERYONE,
  'GET /decisions/:ref/notices/:version/publication': PUBLISHERS,
  'POST /decisions/:ref/notices/:version/publication': PUBLISHERS,
  'GET /allocations': EVERYONE,
  'GET /allocations.csv': EVERYONE,
  'GET /allocations/new': MANAGERS,
  'POST /allocations/new': MANAGERS,
  'GET /allocations/:ref': EVERYONE,
  'GET /virements': OFFICE,
  'GET /virements.csv': OFFICE,
  'GET /virements/new': COMMISSIONING,
  'POST /virements/new': COMMISSIONING,
  'GET /virements/:ref': OFFICE,
  'POST /virements/:ref/approval': VIREMENT_APPROVERS,
  'POST /virements/:ref/decline': VIREMENT_APPROVERS,
  'GET /carry-forwards': OFFICE,
  'GET /carry-forwards.csv': OFFICE,
  'GET /carry-forwards/new': COMMISSIONING,
  'POST /carry-forwards/new': COMMISSIONING,
  'GET /carry-forwards/:ref': OFFICE,
  'POST /carry-forwards/:ref/approval': CARRY_FORWARD_APPROVERS,
  'POST /carry-forwards/:ref/decline': CARRY_FORWARD_APPROVERS,
  'GET /funding-sources/:code/lapses/:year.csv': OFFICE,
  'GET /funding-sources/:code/lapses/:year': OFFICE,
  'POST /funding-sources/:code/lapses/:year': MANAGERS,
  'GET /initiatives': EVERYONE,
  'GET /initiatives.csv': EVERYONE,
  'GET /initiatives/new': COMMISSIONING,
  'POST /initiatives/new': COMMISSIONING,
  'GET /initiatives/:ref': EVERYONE,
  'GET /life': EVERYONE,
  'GET /life.csv': EVERYONE,
  'GET /initiatives/:ref/life': EVERYONE,
  'GET /initiatives/:ref/life.csv': EVERYONE,
  'GET /initiatives/:ref/life/proposal': MOVERS,
  'POST /initiatives/:ref/life/proposal': MOVERS,
  'GET /initiatives/:ref/life/recommendation': SECRETARIAT,
  'POST /initiatives/:ref/life/recommendation': SECRETARIAT,
  'GET /initiatives/:ref/life/decision': DECIDERS,
  'POST /initiatives/:ref/life/decision': DECIDERS,
  'GET /initiatives/:ref/life/offer': MOVERS,
  'POST /initiatives/:ref/life/offer': MOVERS,
  'GET /initiatives/:ref/life/offer-declined': MOVERS,
  'POST /initiatives/:ref/life/offer-declined': MOVERS,
  'GET /initiatives/:ref/life/acceptance': MOVERS,
  'POST /initiatives/:ref/life/acceptance': MOVERS,
  'GET /initiatives/:ref/life/start': MOVERS,
  'POST /initiatives/:ref/life/start': MOVERS,
  'GET /initiatives/:ref/life/variation': MOVERS,
  'POST /initiatives/:ref/life/variation': MOVERS,
  'GET /initiatives/:ref/life/suspension': MOVERS,
  'POST /initiatives/:ref/life/suspension': MOVERS,
  'GET /initiatives/:ref/life/resumption': MOVERS,
  'POST /initiatives/:ref/life/resumption': MOVERS,
  'GET /initiatives/:ref/life/end': MOVERS,
  'POST /initiatives/:ref/life/end': MOVERS,
  'GET /initiatives/:ref/life/final-return': MOVERS,
  'POST /initiatives/:ref/life/final-return': MOVERS,
  'GET /initiatives/:ref/life/reconciliation': MANAGERS,
  'POST /initiatives/:ref/life/reconciliation': MANAGERS,
  'GET /initiatives/:ref/life/closure': MOVERS,
  'POST /initiatives/:ref/life/closure': MOVERS,
  'GET /initiatives/:ref/life/withdrawal': MOVERS,
  'POST /initiatives/:ref/life/withdrawal': MOVERS,
  'GET /initiatives/:ref/life/:event/taking-back': [...new Set([...MOVERS, ...DECIDERS, ...MANAGERS])],
  'POST /initiatives/:ref/life/:event/taking-back': [...new Set([...MOVERS, ...DECIDERS, ...MANAGERS])],
  'GET /initiatives/:ref/budgets.csv': EVERYONE,
  'GET /initiatives/:ref/budgets/new': MANAGERS,
  'POST /initiatives/:ref/budgets/new': MANAGERS,
  'GET /initiatives/:ref/profiles/:year.csv': EVERYONE,
  'GET /initiatives/:ref/profiles/:year': EVERYONE,
  'POST /initiatives/:ref/profiles/:year': COMMISSIONING,
  'GET /initiatives/:ref/profiles/:year/patterns/new': COMMISSIONING,
  'POST /initiatives/:ref/profiles/:year/patterns/new': COMMISSIONING,
  'GET /profile-patterns': EVERYONE,
  'GET /profile-patterns.csv': EVERYONE,
  'GET /delivery': EVERYONE,
  'GET /delivery.csv': EVERYONE,
  'GET /initiatives/:ref/delivery': EVERYONE,
  'GET /risks/matrix': EVERYONE,
  'GET /risks/matrix.csv': EVERYONE,
  'GET /initiatives/:ref/kind': EVERYONE,
  'GET /initiatives/:ref/kind/:table.csv': EVERYONE,
  // Of sessions in schools: which of them, each sort's file says, and finance enters posts alone.
  'GET /initiatives/:initiative/records/:sort.csv': EVERYONE,
  'GET /initiatives/:initiative/records/:sort': EVERYONE,
  'GET /initiatives/:initiative/records/:sort/new': OBSERVERS,
  'POST /initiatives/:initiative/records/:sort/new': OBSERVERS,
  'GET /initiatives/:initiative/records/:sort/:ref': EVERYONE,
  'GET /initiatives/:initiative/records/:sort/:ref/change': OBSERVERS,
  'POST /initiatives/:initiative/records/:sort/:ref/change': OBSERVERS,
  'GET /risks': EVERYONE,
  'GET /risks.csv': EVERYONE,
  'GET /risks/new': COMMISSIONING,
  'POST /risks/new': COMMISSIONING,
  'GET /risks/:ref': EVERYONE,
  'GET /risks/:ref/change': COMMISSIONING,
  'POST /risks/:ref/change': COMMISSIONING,
  'GET /milestones': EVERYONE,
  'GET /milestones.csv': EVERYONE,
  'GET /milestones/new': COMMISSIONING,
  'POST /milestones/new': COMMISSIONING,
  'GET /milestones/:ref': EVERYONE,
  'GET /milestones/:ref/change': COMMISSIONING,
  'POST /milestones/:ref/change': COMMISSIONING,
  'GET /issues': EVERYONE,
  'GET /issues.csv': EVERYONE,
  'GET /issues/new': COMMISSIONING,
  'POST /issues/new': COMMISSIONING,
  'GET /issues/:ref': EVERYONE,
  'GET /issues/:ref/change': COMMISSIONING,
  'POST /issues/:ref/change': COMMISSIONING,
  'GET /confidence': EVERYONE,
  'GET /confidence.csv': EVERYONE,
  'GET /confidence/new': COMMISSIONING,
  'POST /confidence/new': COMMISSIONING,
  'GET /confidence/:ref': EVERYONE,
  'GET /lessons': EVERYONE,
  'GET /lessons.csv': EVERYONE,
  'GET /lessons/new': COMMISSIONING,
  'POST /lessons/new': COMMISSIONING,
  'GET /lessons/:ref': EVERYONE,
  'GET /lessons/:ref/change': COMMISSIONING,
  'POST /lessons/:ref/change': COMMISSIONING,
  'GET /exit-plans': EVERYONE,
  'GET /exit-plans.csv': EVERYONE,
  'GET /exit-plans/new': COMMISSIONING,
  'POST /exit-plans/new': COMMISSIONING,
  'GET /exit-plans/:ref': EVERYONE,
  'GET /exit-plans/:ref/change': COMMISSIONING,
  'POST /exit-plans/:ref/change': COMMISSIONING,
  'GET /clawbacks': EVERYONE,
  'GET /clawbacks.csv': EVERYONE,
  'GET /clawbacks/new': COMMISSIONING,
  'POST /clawbacks/new': COMMISSIONING,
  'GET /clawbacks/:ref': EVERYONE,
  'GET /clawbacks/:ref/change': COMMISSIONING,
  'POST /clawbacks/:ref/change': COMMISSIONING,
  'GET /agreements': EVERYONE,
  'GET /agreements.csv': EVERYONE,
  'GET /agreements/roll-forward': EVERYONE,
  'GET /agreements/roll-forward.csv': EVERYONE,
  'POST /agreements/roll-forward': MANAGERS,
  'GET /agreements/new': COMMISSIONING,
  'POST /agreements/new': COMMISSIONING,
  'GET /agreements/:ref': EVERYONE,
  'GET /agreements/:ref/years/new': COMMISSIONING,
  'POST /agreements/:ref/years/new': COMMISSIONING,
  'GET /agreements/:ref/conditions': COMMISSIONING,
  'POST /agreements/:ref/conditions': COMMISSIONING,
  'GET /agreements/:ref/payment': COMMISSIONING,
  'GET /agreements/:ref/payment/new': COMMISSIONING,
  'POST /agreements/:ref/payment/new': COMMISSIONING,
  'GET /agreements/:ref/variations/new': COMMISSIONING,
  'POST /agreements/:ref/variations/new': COMMISSIONING,
  'GET /agreements/:ref/releases/new': MANAGERS,
  'POST /agreements/:ref/releases/new': MANAGERS,
  'GET /attachments': READERS,
  'GET /attachments.csv': READERS,
  'GET /attachments/new': ATTACHERS,
  'POST /attachments/new': ATTACHERS,
  'GET /attachments/:ref': READERS,
  'GET /attachments/:ref/file': READERS,
  'GET /attachments/:ref/withdrawal': ATTACHERS,
  'POST /attachments/:ref/withdrawal': ATTACHERS,
  'GET /agreements/:ref/reporting-duty': MONITORS,
  'POST /agreements/:ref/reporting-duty': MONITORS,
  'GET /monitoring-returns': OFFICE,
  'GET /monitoring-returns.csv': OFFICE,
  'GET /monitoring-returns/:ref/:period': OFFICE,
  'POST /monitoring-returns/:ref/:period/receipts': MONITORS,
  'POST /monitoring-returns/:ref/:period/outcome': MONITORS,
  'GET /measures': EVERYONE,
  'GET /measures/templates': MEASURERS,
  'POST /measures/templates': MEASURERS,
  'GET /measures/drafts': OBSERVERS,
  'POST /measures/drafts/grid': OBSERVERS,
  'GET /measures/drafts/:key': OBSERVERS,
  'POST /measures/drafts/:key/discarding': OBSERVERS,
  'GET /measures/grid': OBSERVERS,
  'POST /measures/grid/filling': OBSERVERS,
  'POST /measures/grid': OBSERVERS,
  'GET /measures/file': OBSERVERS,
  'GET /measures/file.csv': OBSERVERS,
  'POST /measures/file': OBSERVERS,
  'GET /measures/approvals': OBSERVATION_APPROVERS,
  'POST /measures/approvals/look': OBSERVATION_APPROVERS,
  'POST /measures/approvals': OBSERVATION_APPROVERS,
  'GET /measures/:code/change': MEASURERS,
  'POST /measures/:code/change': MEASURERS,
  'GET /measures/new': MEASURERS,
  'POST /measures/new': MEASURERS,
  'GET /measures/:code.csv': EVERYONE,
  'GET /measures/:code': EVERYONE,
  'GET /measures/:code/counts': LOOKERS,
  'POST /measures/:code/counts': LOOKERS,
  'GET /measures/:code/observations/new': OBSERVERS,
  'POST /measures/:code/observations/new': OBSERVERS,
  'GET /measures/:code/targets/new': MEASURERS,
  'POST /measures/:code/targets/new': MEASURERS,
  'GET /spend': OFFICE,
  'GET /spend.csv': OFFICE,
  'GET /search': EVERYONE,
  'GET /words-to-check': WORDS_CHECKERS,
  'GET /words-to-check/:digest': WORDS_CHECKERS,
  'POST /words-to-check/:digest': WORDS_CHECKERS,
  'GET /removals': OFFICE,
  'GET /removals/find': REMOVERS,
  'POST /removals/find': REMOVERS,
  'GET /removals/new': OFFICE.filter((role) => role !== 'auditor'),
  'POST /removals/new': OFFICE.filter((role) => role !== 'auditor'),
  'GET /removals/:ref': OFFICE,
  'POST /removals/:ref/removal': REMOVERS,
  'POST /removals/:ref/refusal': REMOVERS,
  'POST /spend/filters': OFFICE,
  'POST /spend/filters/:id/default': OFFICE,
  'POST /spend/filters/no-default': OFFICE,
  'POST /spend/filters/:id/deletion': OFFICE,
  'GET /spend/grid': FINANCE,
  'POST /spend/grid/rows': FINANCE,
  'POST /spend/grid': FINANCE,
  'GET /spend/entry/suppliers': FINANCE,
  'GET /spend/entry/references': FINANCE,
  'GET /spend/drafts': FINANCE,
  'POST /spend/drafts/form': FINANCE,
  'POST /spend/drafts/grid': FINANCE,
  'GET /spend/drafts/:key': FINANCE,
  'POST /spend/drafts/:key/discarding': FINANCE,
  'POST /spend/new/coding': FINANCE,
  'GET /spend/new': FINANCE,
  'POST /spend/new': FINANCE,
  'POST /spend/check': FINANCE,
  'POST /spend': FINANCE,
  'GET /spend/accruals': OFFICE,
  'GET /spend/accruals.csv': OFFICE,
  'GET /spend/accruals/new': FINANCE,
  'POST /spend/accruals/new': FINANCE,
  'GET /spend/prepayments': OFFICE,
  'GET /spend/prepayments.csv': OFFICE,
  'GET /spend/prepayments/new': FINANCE,
  'POST /spend/prepayments/new': FINANCE,
  'POST /spend/prepayments/check': FINANCE,
  'POST /spend/prepayments': FINANCE,
  'GET /spend/adjustments': OFFICE,
  'GET /spend/adjustments.csv': OFFICE,
  'GET /spend/adjustments/new': FINANCE,
  'POST /spend/adjustments/new': FINANCE,
  'POST /spend/split/new': FINANCE,
  'POST /spend/split/check': FINANCE,
  'POST /spend/split': FINANCE,
  'GET /spend/:ref': OFFICE,
  'POST /spend/:ref/approval': FINANCE,
  'POST /spend/:ref/return': FINANCE,
  'GET /spend/:ref/correction': FINANCE,
  'POST /spend/:ref/correction': FINANCE,
  'GET /spend/:ref/again': FINANCE,
  'POST /spend/:ref/again': FINANCE,
  'POST /spend/:ref/left': FINANCE,
  'GET /approvals': OFFICE,
  'GET /approvals/limits': OFFICE,
  'POST /approvals/check': FINANCE,
  'POST /approvals': FINANCE,
  'GET /spend/:ref/recode/new': FINANCE,
  'POST /spend/:ref/recode/new': FINANCE,
  'POST /spend/:ref/recode/check': FINANCE,
  'POST /spend/:ref/recode': FINANCE,
  'GET /spend/:ref/split/new': FINANCE,
  'POST /spend/:ref/split/new': FINANCE,
  'POST /spend/:ref/split/check': FINANCE,
  'POST /spend/:ref/split': FINANCE,
  'GET /coding-rules': OFFICE,
  'GET /coding-rules.csv': OFFICE,
  'GET /coding-rules/try': OFFICE,
  'POST /coding-rules/try': OFFICE,
  'GET /coding-rules/suggestions/:id': FINANCE,
  'POST /coding-rules/suggestions/:id': FINANCE,
  'GET /coding-rules/new': FINANCE,
  'POST /coding-rules/new': FINANCE,
  'GET /coding-rules/:ref/change': FINANCE,
  'POST /coding-rules/:ref/change': FINANCE,
  'GET /coding-rules/:ref': OFFICE,
  'GET /coding-rules/:ref/retirement': FINANCE,
  'POST /coding-rules/:ref/retirement': FINANCE,
  'GET /coding-rules/:ref/move': FINANCE,
  'POST /coding-rules/:ref/move': FINANCE,
  'GET /import-profiles': OFFICE,
  'GET /import-profiles/new': MANAGERS,
  'POST /import-profiles/sample': MANAGERS,
  'POST /import-profiles/preview': MANAGERS,
  'POST /import-profiles': MANAGERS,
  'GET /import-profiles/:name': OFFICE,
  'GET /imports': OFFICE,
  'GET /imports/new': FINANCE,
  'POST /imports/plan': FINANCE,
  'GET /imports/plans/:token': FINANCE,
  'GET /imports/plans/:token/faults.csv': FINANCE,
  'POST /imports/plans/:token/confirmation': FINANCE,
  'POST /imports/plans/:token/reading': FINANCE,
  'POST /imports/plans/:token/discarding': FINANCE,
  'GET /imports/plans/:token/queue': FINANCE,
  'POST /imports/plans/:token/coding': FINANCE,
  'GET /imports/plans/:token/left-out': FINANCE,
  'POST /imports/plans/:token/left-out': FINANCE,
  'GET /imports/plans/:token/matching': FINANCE,
  'POST /imports/plans/:token/matching': FINANCE,
  'GET /imports/plans/:token/lines': FINANCE,
  'POST /imports/plans/:token/lines': FINANCE,
  'GET /imports/plans/:token/lines/:row': FINANCE,
  'POST /imports/plans/:token/lines/:row': FINANCE,
  'GET /imports/:ref': OFFICE,
  'POST /imports/:ref/acceptance': FINANCE,
  'POST /imports/:ref/rejection': FINANCE,
  'POST /imports/:ref/reversal': FINANCE,
  'POST /imports/:ref/reversal-decision': FINANCE,
  'GET /claims': OFFICE,
  'GET /claims.csv': OFFICE,
  'GET /claims/new': COMMISSIONING,
  'POST /claims/new': COMMISSIONING,
  'GET /claims/:ref': OFFICE,
  'POST /claims/:ref/check': ['commissioning-officer', ...MANAGERS],
  'POST /claims/:ref/decision': FINANCE,
  'POST /claims/:ref/taking-back': FINANCE,
  'GET /payroll': OFFICE,
  'GET /payroll.csv': OFFICE,
  'GET /payroll/new': FINANCE,
  'POST /payroll/new': FINANCE,
  'GET /payroll/:ref': OFFICE,
  'GET /payroll/:ref/change': FINANCE,
  'POST /payroll/:ref/change': FINANCE,
  'GET /payroll/:ref/:period': OFFICE,
  'POST /payroll/:ref/:period': FINANCE,
  'POST /payroll/:ref/:period/by-hand': FINANCE,
  'GET /payables': OFFICE,
  'GET /payables.csv': OFFICE,
  'GET /payables/:ref': OFFICE,
  'POST /payables/:ref/settlements': FINANCE,
  'GET /advances': OFFICE,
  'GET /advances.csv': OFFICE,
  'GET /forecasts': OFFICE,
  'POST /forecasts': COMMISSIONING,
  'GET /forecasts.csv': OFFICE,
  'POST /forecasts/filling': COMMISSIONING,
  'GET /forecasts/:initiative.csv': OFFICE,
  'GET /forecasts/:initiative': OFFICE,
  'POST /forecasts/:initiative': COMMISSIONING,
  'GET /year-end/exposure': OFFICE,
  'GET /year-end/exposure.csv': OFFICE,
  'GET /fund/every-pound': EVERYONE,
  'GET /fund/every-pound.csv': EVERYONE,
  'GET /restatements': EVERYONE,
  'GET /releases': OFFICE,
  'GET /releases/:id': OFFICE,
  'GET /releases/:id/look': [...OBSERVATION_APPROVERS, 'auditor'],
  'POST /releases/:id/look': [...OBSERVATION_APPROVERS, 'auditor'],
  'GET /releases/corrections/new': OBSERVATION_APPROVERS,
  'POST /releases/corrections/new': OBSERVATION_APPROVERS,
  'GET /restatements.csv': EVERYONE,
  'GET /verifications': VERIFIERS,
  'GET /verifications.csv': VERIFIERS,
  'GET /verifications/:day': VERIFIERS,
  'GET /figures': EVERYONE,
  'GET /figures/:id': EVERYONE,
  'GET /monitoring': EVERYONE,
  'GET /monitoring.csv': EVERYONE,
  'GET /initiatives/:ref/rating': EVERYONE,
  'GET /initiatives/:ref/rating/override': MANAGERS,
  'POST /initiatives/:ref/rating/override': MANAGERS,
  'GET /assurance': EVERYONE,
  'GET /assurance.csv': EVERYONE,
  'GET /voice': EVERYONE,
  'GET /voice.csv': EVERYONE,
  'GET /inspections': EVERYONE,
  'GET /inspections.csv': EVERYONE,
  'GET /inspections/new': ASSURERS,
  'POST /inspections/new': ASSURERS,
  'GET /inspections/:ref': EVERYONE,
  'GET /inspections/:ref/change': ASSURERS,
  'POST /inspections/:ref/change': ASSURERS,
  'GET /responses': EVERYONE,
  'GET /responses.csv': EVERYONE,
  'GET /responses/new': ASSURERS,
  'POST /responses/new': ASSURERS,
  'GET /responses/:ref': EVERYONE,
  'GET /responses/:ref/change': ASSURERS,
  'POST /responses/:ref/change': ASSURERS,
  'GET /recommendations': EVERYONE,
  'GET /recommendations.csv': EVERYONE,
  'GET /recommendations/new': ASSURERS,
  'POST /recommendations/new': ASSURERS,
  'GET /recommendations/:ref': EVERYONE,
  'GET /recommendations/:ref/change': ASSURERS,
  'POST /recommendations/:ref/change': ASSURERS,
  'GET /recommendations/:ref/closing': CLOSERS,
  'POST /recommendations/:ref/closing': CLOSERS,
  'GET /recommendations/:ref/reopening': CLOSERS,
  'POST /recommendations/:ref/reopening': CLOSERS,
  'GET /recommendation-actions': EVERYONE,
  'GET /recommendation-actions.csv': EVERYONE,
  'GET /recommendation-actions/new': ASSURERS,
  'POST /recommendation-actions/new': ASSURERS,
  'GET /recommendation-actions/:ref': EVERYONE,
  'GET /recommendation-actions/:ref/change': ASSURERS,
  'POST /recommendation-actions/:ref/change': ASSURERS,
  'GET /recommendation-links': EVERYONE,
  'GET /recommendation-links.csv': EVERYONE,
  'GET /recommendation-links/new': ASSURERS,
  'POST /recommendation-links/new': ASSURERS,
  'GET /recommendation-links/:ref': EVERYONE,
  'GET /recommendation-links/:ref/change': ASSURERS,
  'POST /recommendation-links/:ref/change': ASSURERS,
  'GET /questions': EVERYONE,
  'GET /questions.csv': EVERYONE,
  'GET /questions/new': ASSURERS,
  'POST /questions/new': ASSURERS,
  'GET /questions/:ref': EVERYONE,
  'GET /questions/:ref/change': ASSURERS,
  'POST /questions/:ref/change': ASSURERS,
  'GET /engagements': EVERYONE,
  'GET /engagements.csv': EVERYONE,
  'GET /engagements/new': OBSERVERS,
  'POST /engagements/new': OBSERVERS,
  'GET /engagements/:ref': EVERYONE,
  'GET /engagements/:ref/change': OBSERVERS,
  'POST /engagements/:ref/change': OBSERVERS,
  'GET /voice-changes': EVERYONE,
  'GET /voice-changes.csv': EVERYONE,
  'GET /voice-changes/new': MEASURERS,
  'POST /voice-changes/new': MEASURERS,
  'GET /voice-changes/:ref': EVERYONE,
  'GET /voice-changes/:ref/change': MEASURERS,
  'POST /voice-changes/:ref/change': MEASURERS,
  'GET /meetings': EVERYONE,
  'GET /meetings/new': SECRETARIAT,
  'POST /meetings/new': SECRETARIAT,
  'GET /meetings/:ref': EVERYONE,
  'GET /meetings/:ref/agenda/new': SECRETARIAT,
  'POST /meetings/:ref/agenda': SECRETARIAT,
  'GET /meetings/:ref/decisions/new': SECRETARIAT,
  'POST /meetings/:ref/decisions': SECRETARIAT,
  'GET /meetings/:ref/actions/new': SECRETARIAT,
  'POST /meetings/:ref/actions': SECRETARIAT,
  'GET /meetings/:ref/commentary': REPORTERS,
  'POST /meetings/:ref/commentary': REPORTERS,
  'GET /meetings/:ref/highlights/:initiative': REPORTERS,
  'POST /meetings/:ref/highlights/:initiative': REPORTERS,
  'GET /meetings/:ref/pack': OFFICE,
  'GET /meetings/:ref/pack.pdf': OFFICE,
  'GET /meetings/:ref/packs': EVERYONE,
  'GET /meetings/:ref/publication': SECRETARIAT,
  'POST /meetings/:ref/publication': SECRETARIAT,
  'GET /packs/:ref/:version.pdf': EVERYONE,
  'GET /packs/:ref/:version': EVERYONE,
  'GET /packs/:ref/:version/figures/:number': EVERYONE,
  'GET /published': NOBODY_ASKED,
  'GET /published/*path': NOBODY_ASKED,
  'GET /publications': OFFICE,
  'GET /publications/new': PREPARERS,
  'POST /publications/new': PREPARERS,
  'GET /publications/settings': SETTERS,
  'POST /publications/settings': SETTERS,
  'GET /publications/:kind/:month/:draft': OFFICE,
  'GET /publications/:kind/:month/:draft/files/:name': OFFICE,
  'POST /publications/:kind/:month/:draft/review': REVIEWERS,
  'GET /publications/:kind/:month/:draft/sending-back': REVIEWERS,
  'POST /publications/:kind/:month/:draft/sending-back': REVIEWERS,
  'POST /publications/:kind/:month/:draft/publication': PUBLIC_PUBLISHERS,
  'GET /publications/:kind/:month/:draft/items/:item': REVIEWERS,
  'POST /publications/:kind/:month/:draft/items/:item': REVIEWERS,
  'GET /tenders': OFFICE,
  'GET /tenders.csv': OFFICE,
  'GET /tenders/new': PREPARERS,
  'POST /tenders/new': PREPARERS,
  'GET /tenders/:ref': OFFICE,
  'GET /tenders/:ref/change': PREPARERS,
  'POST /tenders/:ref/change': PREPARERS,
  'GET /contract-details': OFFICE,
  'GET /contract-details.csv': OFFICE,
  'GET /contract-details/new': PREPARERS,
  'POST /contract-details/new': PREPARERS,
  'GET /contract-details/:ref': OFFICE,
  'GET /contract-details/:ref/change': PREPARERS,
  'POST /contract-details/:ref/change': PREPARERS,
  'GET /returns': OFFICE,
  'GET /returns/new': FINANCE,
  'POST /returns/new': FINANCE,
  'GET /returns/:ref/:draft': OFFICE,
  'GET /returns/:ref/:draft/annex': ['coordinator', 'chief-executive'],
  'POST /returns/:ref/:draft/annex': ['coordinator', 'chief-executive'],
  'POST /returns/:ref/:draft/explanations': FINANCE,
  'POST /returns/:ref/:draft/review': FINANCE,
  'POST /returns/:ref/:draft/offer': FINANCE,
  'POST /returns/:ref/:draft/certification': CHIEFS,
  'POST /returns/:ref/:draft/submission': FINANCE,
  'GET /returns/:ref/:draft/changes': FINANCE,
  'POST /returns/:ref/:draft/changes': FINANCE,
  'GET /returns/:ref/:draft/acknowledgement': FINANCE,
  'POST /returns/:ref/:draft/acknowledgement': FINANCE,
  'GET /returns/:ref/:draft/files/:name.csv': OFFICE,
  'GET /returns/:ref/:draft/metadata.json': OFFICE,
  'GET /return-templates': OFFICE,
  'GET /return-templates/new': MANAGERS,
  'POST /return-templates/new': MANAGERS,
  'POST /return-templates/columns': MANAGERS,
  'GET /return-templates/:name/:version': OFFICE,
  'GET /returns/:ref/:draft/package.zip': OFFICE,
  'GET /return-duties.csv': OFFICE,
  'GET /return-duties': OFFICE,
  'GET /return-duties/new': FINANCE,
  'POST /return-duties/new': FINANCE,
  'GET /return-duties/:ref': OFFICE,
  'GET /return-duties/:ref/change': FINANCE,
  'POST /return-duties/:ref/change': FINANCE,
  'GET /grant-terms.csv': EVERYONE,
  'GET /grant-terms': EVERYONE,
  'GET /grant-terms/new': FINANCE,
  'POST /grant-terms/new': FINANCE,
  'GET /grant-terms/:ref': EVERYONE,
  'GET /grant-terms/:ref/change': FINANCE,
  'POST /grant-terms/:ref/change': FINANCE,
  'GET /eligible-costs.csv': EVERYONE,
  'GET /eligible-costs': EVERYONE,
  'GET /eligible-costs/new': FINANCE,
  'POST /eligible-costs/new': FINANCE,
  'GET /eligible-costs/:ref': EVERYONE,
  'GET /eligible-costs/:ref/change': FINANCE,
  'POST /eligible-costs/:ref/change': FINANCE,
  'GET /grant-receipts.csv': EVERYONE,
  'GET /grant-receipts': EVERYONE,
  'GET /grant-receipts/new': FINANCE,
  'POST /grant-receipts/new': FINANCE,
  'GET /grant-receipts/:ref': EVERYONE,
  'GET /grant-receipts/:ref/change': FINANCE,
  'POST /grant-receipts/:ref/change': FINANCE,
};

/** What the door answers as a table besides CSV: for the same people. */
const TABLE: Record<string, string[]> = Object.fromEntries(
  Object.entries(ADDRESSES).flatMap(([route, roles]) => {
    const isTable = route.endsWith('.csv') && !NO_TABLES.includes(route);
    const formats = isTable ? TABLE_FORMATS.map((format) => route.replace(/csv$/, format)) : [route];
    return formats.map((one) => [one, roles] as const);
  }),
);

/** Where a file is sent: the session is asked before the file is read. */
const UPLOADS = [
  '/imports/plan',
  '/import-profiles/sample',
  '/reconciliation/:period/file',
  '/attachments/new',
  '/measures/file',
];

const SAMPLE: Record<string, string> = {
  '/measures/:code': '/measures/SA-PUPILS',
  '/funding-sources/:code': '/funding-sources/PCC',
  '/periods/:period': '/periods/2015-16-P05',
  '/month-end/:period': '/month-end/2015-16-P04',
  '/reconciliation/:period': '/reconciliation/2015-16-P03',
  '/decisions/:ref': '/decisions/D-2014-001',
  '/allocations/:ref': '/allocations/AL-2014-001',
  '/virements/:ref': '/virements/V-2015-002',
  '/carry-forwards/:ref': '/carry-forwards/CF-2014-001',
  '/initiatives/:initiative/records/:sort/:ref': '/initiatives/I-02/records/school-session/SS-006',
  '/initiatives/:initiative/records/:sort': '/initiatives/I-02/records/school-session',
  '/initiatives/:ref': '/initiatives/I-01',
  '/risks/:ref': '/risks/R-001',
  '/milestones/:ref': '/milestones/M-002',
  '/issues/:ref': '/issues/IS-001',
  '/confidence/:ref': '/confidence/DC-001',
  '/lessons/:ref': '/lessons/LL-001',
  '/exit-plans/:ref': '/exit-plans/EX-001',
  '/clawbacks/:ref': '/clawbacks/CB-001',
  '/agreements/:ref': '/agreements/AG-2014-001',
  '/attachments/:ref': '/attachments/AT-2015-0001',
  '/spend/:ref': '/spend/SP-2015-16-000009',
  '/claims/:ref': '/claims/CL-2015-001',
  '/payables/:ref': '/payables/PY-2015-001',
  '/payroll/:ref/:period': '/payroll/RS-001/2015-16-P04',
  '/payroll/:ref': '/payroll/RS-001',
  '/monitoring-returns/:ref': '/monitoring-returns/AG-2015-004',
  '/coding-rules/suggestions/:id': '/coding-rules/suggestions/1',
  '/coding-rules/:ref': '/coding-rules/CR-003',
  '/import-profiles/:name': '/import-profiles/unit4',
  '/imports/:ref': '/imports/IB-2015-16-001',
  '/forecasts/:initiative': '/forecasts/I-01',
  '/organisations/look-alikes/:pair': '/organisations/look-alikes/7-8',
  '/organisations/:id': '/organisations/5',
  '/contacts/:ref': '/contacts/C-002',
  '/sharing-agreements/:ref': '/sharing-agreements/ISA-002',
  '/data-returns/:ref': '/data-returns/DR-004',
  '/figures/:id': '/figures/spend.to-date',
  '/inspections/:ref': '/inspections/IN-001',
  '/responses/:ref': '/responses/RS-001',
  '/recommendations/:ref': '/recommendations/RC-001',
  '/recommendation-actions/:ref': '/recommendation-actions/RA-001',
  '/recommendation-links/:ref': '/recommendation-links/RL-001',
  '/questions/:ref': '/questions/Q-001',
  '/engagements/:ref': '/engagements/EN-003',
  '/voice-changes/:ref': '/voice-changes/VC-003',
  '/meetings/:ref': '/meetings/PEG-2015-03',
  '/packs/:ref': '/packs/PEG-2015-03',
  '/returns/:ref': '/returns/HO-2014-15-Q4',
  '/return-templates/:name/:version': '/return-templates/home-office-quarterly/2',
  '/return-duties/:ref': '/return-duties/RD-001',
  '/grant-terms/:ref': '/grant-terms/GT-001',
  '/eligible-costs/:ref': '/eligible-costs/EC-001',
  '/grant-receipts/:ref': '/grant-receipts/GR-001',
  '/publications/:kind/:month/:draft/items/:item': '/publications/spend/2015-06/1/items/SP-2015-16-000003',
  '/publications/:kind/:month/:draft/files/:name': '/publications/spend/2015-06/1/files/spend-over-500-2015-06.csv',
  '/publications/:kind/:month/:draft': '/publications/spend/2015-06/1',
  '/tenders/:ref': '/tenders/T-001',
  '/contract-details/:ref': '/contract-details/CD-001',
};

/** The address with something of the demonstration in it. */
function sampleOf(path: string): string {
  const stem = Object.keys(SAMPLE).find(
    (key) => path === key || path.startsWith(`${key}/`) || path.startsWith(`${key}.`),
  );
  const filled = stem === undefined ? path : (SAMPLE[stem] as string) + path.slice(stem.length);
  const rest: Record<string, string> = {
    initiative: 'I-01',
    table: 'posts-vacancies',
    year: '2015-16',
    version: '1',
    number: '1',
    draft: '1',
    name: 'finance',
    period: '2015-04-01',
  };
  return filled.replace(/:([a-z]+)/g, (_, name: string) => rest[name] ?? 'x');
}

/** What Express itself would answer, whoever put it there. */
function routesOf(app: Express): string[] {
  interface Layer {
    route?: { path: string; methods: Record<string, boolean> };
  }
  const { stack } = (app as unknown as { router: { stack: Layer[] } }).router;
  return stack.flatMap(({ route }) =>
    route === undefined ? [] : Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`),
  );
}

describe('who may use what', () => {
  let world: World;
  const visitors = new Map<string, Visitor>();
  beforeAll(async () => {
    world = await openWorld('sqlite', seedDemonstration);
    const { password_hash: passwordHash } = await world.db('person').first();
    const program = { officeId: 1, personId: null, role: 'program' };
    for (const role of new Set(EVERYONE)) {
      await addPerson(world.site, program, {
        email: `${role}@office.example`,
        name: role,
        roles: [role],
        districtCode: role === 'district-contact' ? 'E08000035' : undefined,
        passwordHash,
      });
      visitors.set(role, await world.signIn(`${role}@office.example`));
    }
  }, 60_000);
  afterAll(() => world.close());

  test('every address of the program is in the table, and every line of the table is an address', () => {
    const asked = world.listed.map(({ method, path }) => `${method} ${path}`);
    expect(asked.filter((route) => !Object.hasOwn(TABLE, route))).toEqual([]);
    expect(Object.keys(TABLE).filter((route) => !asked.includes(route))).toEqual([]);
  });

  test('no address goes past the door', () => {
    const asked = new Set(world.listed.map(({ method, path }) => `${method} ${path}`));
    expect(routesOf(world.app).filter((route) => !asked.has(route))).toEqual([]);
  });

  test.each([...new Set(EVERYONE)])(
    '%s may use what the table says and nothing else',
    async (role) => {
      const visitor = visitors.get(role) as Visitor;
      const fields = hiddenFields((await visitor.get('/figures')).text);
      const wrong: string[] = [];
      for (const [route, allowed] of Object.entries(TABLE)) {
        const [method, path = ''] = route.split(' ');
        if (allowed === NOBODY_ASKED || path.endsWith('/pack.pdf')) continue;
        const address = sampleOf(path);
        const answer =
          method === 'GET'
            ? await visitor.get(address)
            : UPLOADS.includes(path)
              ? await visitor.agent.post(address).field('_csrf', fields._csrf ?? '')
              : await visitor.agent.post(address).type('form').send({ _csrf: fields._csrf });
        const isForbidden = answer.status === 403;
        if (isForbidden === allowed.includes(role) || answer.status >= 500) wrong.push(`${route}: ${answer.status}`);
        if (isForbidden && !answer.text.includes('Your role does not include this'))
          wrong.push(`${route}: not by role`);
      }
      expect(wrong).toEqual([]);
    },
    60_000,
  );

  test('a stranger is asked to sign in, and changes nothing', async () => {
    const { agent } = await strangerOf(world);
    const events = await world.db('audit_event').count({ n: '*' }).first();
    const forPrograms = world.listed
      .filter(({ isForPrograms }) => isForPrograms)
      .map(({ method, path }) => `${method} ${path}`);
    for (const route of Object.keys(TABLE)) {
      const [method, path = ''] = route.split(' ');
      if (TABLE[route] === NOBODY_ASKED) continue;
      const answer = await (method === 'GET' ? agent.get(sampleOf(path)) : agent.post(sampleOf(path)));
      // A program that brings no token is told so; somebody with a browser is led to the page.
      const asked = forPrograms.includes(route) ? 401 : 303;
      expect([route, answer.status]).toEqual([route, method === 'GET' ? asked : UPLOADS.includes(path) ? 401 : 403]);
      if (asked === 401) expect((await agent.get(sampleOf(path)).set('Accept', 'text/html')).status).toBe(303);
    }
    expect(await world.db('audit_event').count({ n: '*' }).first()).toEqual(events);
  });

  test('every link and button that a page shows to somebody leads them somewhere', async () => {
    const dead: string[] = [];
    for (const role of [
      'peg-member',
      'district-contact',
      'auditor',
      'finance-officer',
      'commissioner',
      'secretariat',
    ]) {
      const visitor = visitors.get(role) as Visitor;
      const seen = new Set<string>();
      const queue = ['/'];
      while (queue.length > 0 && seen.size < 130) {
        const address = queue.shift() as string;
        if (seen.has(address)) continue;
        seen.add(address);
        const answer = await visitor.get(address);
        if (answer.status >= 400) dead.push(`${role}: ${address} answers ${answer.status}`);
        for (const [, href = ''] of (answer.text ?? '').matchAll(/href="(\/[^"#]*)"/g)) {
          const next = href.replaceAll('&amp;', '&');
          const kind = next.split('?')[0]?.replace(/[A-Z]+-[\dA-Z-]+|\d+/g, '#') as string;
          const alike = [...seen, ...queue].filter(
            (a) => a.split('?')[0]?.replace(/[A-Z]+-[\dA-Z-]+|\d+/g, '#') === kind,
          );
          if (!next.startsWith('/assets/') && !next.endsWith('.pdf') && alike.length < 6) queue.push(next);
        }
      }
    }
    expect(dead).toEqual([]);
  }, 120_000);
});

async function strangerOf(world: World) {
  const { default: supertest } = await import('supertest');
  return { agent: supertest(world.app) };
}
