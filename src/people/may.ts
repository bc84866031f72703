import type { Doer } from '../audit/act.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { Refusal } from '../platform/refusal.ts';
import { limitOf } from './authority-limit.ts';
import type { Person } from './person.ts';
import { CHIEF_FINANCE, ROLES, type Role } from './role.ts';

const EVERYONE = Object.keys(ROLES) as Role[];
const FINANCE: Role[] = ['finance-officer', 'finance-manager', ...CHIEF_FINANCE];
const COMMISSIONING: Role[] = ['commissioning-officer', ...FINANCE];
const DECIDERS: Role[] = ['commissioner', 'chief-executive', 'chief-finance-officer', 'finance-manager', 'secretariat'];
/** Who moves an initiative on: whoever commissions it, or in their absence the head of the office. */
const MOVERS: Role[] = ['commissioning-officer', 'chief-executive'];
/** Who decides what of the office's words the public reads. */
const PUBLISHERS: Role[] = ['finance-manager', ...CHIEF_FINANCE, 'chief-executive', 'coordinator', 'secretariat'];
const OFFICE: Role[] = [...COMMISSIONING, 'commissioner', 'chief-executive', 'coordinator', 'secretariat', 'auditor'];
const ATTACHERS: Role[] = [...COMMISSIONING, 'coordinator', 'secretariat', 'commissioner', 'chief-executive'];

/** Who may do what: the one list of acts. What else an act asks (another person, a limit, a district) is in `may`. */
export const ACTS = {
  'home.read': EVERYONE,
  'search.read': EVERYONE,
  'figure.read': EVERYONE,
  'fund.read': EVERYONE,
  'fund.add': [...FINANCE],
  'decision.add': DECIDERS,
  'decision.complete': DECIDERS,
  'decision.correct': DECIDERS,
  'decision.publish': ['commissioner', 'chief-executive', 'secretariat'],
  'initiative.read': EVERYONE,
  'initiative.add': COMMISSIONING,
  'life.propose': MOVERS,
  'life.consider': ['secretariat', 'chief-executive'],
  'life.decide': DECIDERS,
  'life.offer': MOVERS,
  'life.decline-offer': MOVERS,
  'life.accept': MOVERS,
  'life.start': MOVERS,
  'life.vary': MOVERS,
  'life.suspend': MOVERS,
  'life.resume': MOVERS,
  'life.end': MOVERS,
  'life.receive-return': MOVERS,
  'life.reconcile': ['finance-manager', ...CHIEF_FINANCE],
  'life.close': MOVERS,
  'life.withdraw': MOVERS,
  'life.take-back': [
    'commissioning-officer',
    'secretariat',
    'commissioner',
    'finance-manager',
    'chief-executive',
    ...CHIEF_FINANCE,
  ],
  'budget.add': ['finance-manager', ...CHIEF_FINANCE],
  'budget.override': CHIEF_FINANCE,
  'budget.profile': [...FINANCE, 'commissioning-officer'],
  'period.close': ['finance-manager', ...CHIEF_FINANCE],
  'period.reopen': CHIEF_FINANCE,
  'reconciliation.enter': FINANCE,
  'virement.read': OFFICE,
  'virement.request': COMMISSIONING,
  'virement.approve': ['finance-manager', ...CHIEF_FINANCE, 'chief-executive', 'commissioner'],
  'carry-forward.read': OFFICE,
  'carry-forward.request': COMMISSIONING,
  'carry-forward.approve': [...CHIEF_FINANCE, 'chief-executive', 'commissioner'],
  'lapse.read': OFFICE,
  'lapse.record': ['finance-manager', ...CHIEF_FINANCE],
  'rag.override': ['finance-manager', ...CHIEF_FINANCE],
  'delivery.read': EVERYONE,
  'delivery.enter': COMMISSIONING,
  'organisation.read': EVERYONE,
  'organisation.enter': [...COMMISSIONING, 'coordinator'],
  'organisation.merge': ['commissioning-officer', 'coordinator', 'finance-manager', ...CHIEF_FINANCE],
  'district.read': EVERYONE,
  'contact.read': [...OFFICE, 'district-contact'],
  'contact.enter': ['commissioning-officer', 'coordinator', 'district-contact'],
  'sharing.enter': ['commissioning-officer', 'coordinator'],
  'kind-record.read': EVERYONE,
  // Whoever may enter records of some kind; which of them, each sort's own file says.
  'kind-record.enter': [...COMMISSIONING, 'coordinator', 'district-contact'],
  'kind-record.read-county': EVERYONE.filter((role) => role !== 'district-contact'),
  'agreement.read': EVERYONE,
  'agreement.add': COMMISSIONING,
  'agreement.release': ['finance-manager', ...CHIEF_FINANCE],
  'agreement.read-roll-forward': OFFICE,
  'agreement.roll-forward': ['finance-manager', ...CHIEF_FINANCE],
  'agreement.vary': COMMISSIONING,
  'check.read': OFFICE,
  'check.record': [...COMMISSIONING, 'coordinator'],
  'check.override': [...CHIEF_FINANCE, 'chief-executive'],
  'spend.read': OFFICE,
  'spend.enter': FINANCE,
  'spend.approve': FINANCE,
  'spend.import': FINANCE,
  'coding.read': OFFICE,
  // Rules move no money: that needs somebody else to accept the batch.
  'coding.rule': FINANCE,
  'import-profile.save': ['finance-manager', ...CHIEF_FINANCE],
  'monitoring.read': OFFICE,
  'monitoring.enter': ['commissioning-officer', 'coordinator', 'finance-manager'],
  'payroll.read': OFFICE,
  'payroll.enter': FINANCE,
  'claim.read': OFFICE,
  'claim.enter': COMMISSIONING,
  'claim.check': ['commissioning-officer', 'finance-manager', ...CHIEF_FINANCE],
  'claim.approve': FINANCE,
  'payable.settle': FINANCE,
  'forecast.enter': COMMISSIONING,
  'measure.read': EVERYONE,
  'measure.add': ['commissioning-officer', 'coordinator'],
  'observation.enter': ['commissioning-officer', 'coordinator', 'district-contact'],
  'observation.approve': ['commissioning-officer', 'coordinator', 'chief-executive'],
  // Whoever may see counts as they are; each look is recorded. A district's contact sees its own district's.
  'count.look': ['commissioning-officer', 'coordinator', 'chief-executive', 'auditor', 'district-contact'],
  'release.read': OFFICE,
  'release.look': ['commissioning-officer', 'coordinator', 'chief-executive', 'auditor'],
  // Exact counts leave the office only by somebody who answers for children's data.
  'annex.release': ['coordinator', 'chief-executive'],
  'release.decide': ['commissioning-officer', 'coordinator', 'chief-executive'],
  // A district's contact attaches to observations of their own district, and reads what is attached there.
  'attachment.read': [...OFFICE, 'peg-member', 'district-contact'],
  'attachment.read-district': ['district-contact'],
  'attachment.read-all': OFFICE,
  'attachment.read-withdrawn': [...CHIEF_FINANCE, 'chief-executive', 'auditor'],
  'attachment.add': [...ATTACHERS, 'district-contact'],
  'attachment.withdraw': ATTACHERS,
  'assurance.read': EVERYONE,
  'assurance.enter': ['coordinator', 'commissioning-officer', 'chief-executive', 'secretariat'],
  'assurance.close': ['chief-executive', 'coordinator', 'commissioner'],
  'assurance.owe': ['coordinator', 'chief-executive', 'commissioning-officer'],
  'voice.read': EVERYONE,
  'voice.enter': ['coordinator', 'commissioning-officer', 'district-contact'],
  'voice.answer': ['coordinator', 'commissioning-officer'],
  'meeting.read': EVERYONE,
  'meeting.edit': ['secretariat', 'chief-executive'],
  'meeting.report': ['secretariat', 'commissioning-officer', ...FINANCE],
  'briefing.read': OFFICE,
  'briefing.write': [...COMMISSIONING, 'coordinator', 'secretariat', 'chief-executive', 'commissioner'],
  'briefing.issue': ['secretariat', 'chief-executive', 'commissioner'],
  'meeting.take-part': EVERYONE.filter((role) => !['auditor', 'administrator'].includes(role)),
  'paper.read': EVERYONE,
  'paper.read-all': ['secretariat', 'chief-executive', 'commissioner', 'auditor'],
  'paper.enter': ['secretariat', 'coordinator', 'chief-executive', ...COMMISSIONING],
  'paper.rule': DECIDERS,
  'paper.enact': COMMISSIONING,
  'question.answer': ['secretariat', 'coordinator', 'chief-executive', ...COMMISSIONING],
  'pack.read': EVERYONE,
  'pack.plan': ['secretariat', 'chief-executive'],
  // Whose a section is, the section says; these are the roles that own one.
  'pack.sign': [
    'secretariat',
    'chief-executive',
    'commissioning-officer',
    'coordinator',
    'finance-manager',
    ...CHIEF_FINANCE,
  ],
  // A draft changes with every approval: who read two of them would know by what.
  'pack.draft': OFFICE,
  'pack.publish': ['secretariat', 'chief-executive'],
  'pack.withdraw': ['secretariat', 'chief-executive'],
  'pack.read-withdrawn': OFFICE,
  'return.read': OFFICE,
  'return.prepare': FINANCE,
  'return.certify': CHIEF_FINANCE,
  'return.submit': FINANCE,
  'return.request': FINANCE,
  'return.template': ['finance-manager', ...CHIEF_FINANCE],
  'publication.read': OFFICE,
  'publication.prepare': [...FINANCE, 'commissioning-officer', 'secretariat'],
  'publication.decide': PUBLISHERS,
  'publication.review': PUBLISHERS,
  'publication.publish': ['chief-executive', 'commissioner', ...CHIEF_FINANCE],
  'publication.tender': [...COMMISSIONING, 'secretariat'],
  'publication.set': ['chief-executive', ...CHIEF_FINANCE],
  'verification.read': [...FINANCE, 'chief-executive', 'auditor', 'administrator'],
  'notice.read': ['commissioning-officer', 'finance-manager', 'administrator', 'auditor'],
  // A district's contact enters words and must see what they entered; who only reads papers sees none that are held.
  'words.read': [...OFFICE, 'district-contact'],
  'words.check': ['coordinator', 'chief-executive', 'secretariat', ...CHIEF_FINANCE],
  'removal.read': OFFICE,
  'removal.ask': OFFICE.filter((role) => role !== 'auditor'),
  'removal.do': ['coordinator', 'chief-executive', ...CHIEF_FINANCE],
  'audit.read': ['auditor', 'administrator', ...CHIEF_FINANCE],
  'person.read': ['administrator', 'auditor'],
  // A token is its owner's: with it a program reads what they may read.
  'token.read': EVERYONE,
  'token.make': EVERYONE,
  'token.read-all': ['administrator', 'auditor'],
  'token.revoke-any': ['administrator'],
  'calendar.read': EVERYONE,
  // Others see what they owe themselves.
  'calendar.read-all': OFFICE,
} as const satisfies Record<string, readonly Role[]>;

export type ActName = keyof typeof ACTS;

/** What is known about the thing acted on, as far as it decides who may. */
export interface Subject {
  /** Whoever entered it, and whoever entered an earlier version of it, the last first. */
  enteredBy?: number | readonly number[];
  pence?: Pence;
  district?: string;
  /** Which of the roles that the act names are meant, where data narrows them. */
  among?: readonly Role[];
}

export type Permission = { may: true } | { may: false; refusal: Refusal };

/**
 * The one answer to "may this person do this to that?". Anyone with a role and the limit may approve, except the one
 * who entered it or an earlier version of it, by identity, whatever roles they hold. A district's contact acts for its own district.
 */
export function may(person: Person, act: ActName, subject: Subject = {}): Permission {
  const allowed = person.roles.filter(
    (role) => (ACTS[act] as readonly Role[]).includes(role) && subject.among?.includes(role) !== false,
  );
  if (allowed.length === 0) {
    return { may: false, refusal: notInRole() };
  }
  const [last, ...earlier] = [subject.enteredBy ?? []].flat();
  if (last === person.id || earlier.includes(person.id)) {
    const what = last === person.id ? 'this' : 'an earlier version of this';
    return no('forbidden', 'own-entry', `You entered ${what}, so somebody else decides it. Ask a colleague.`);
  }
  if (subject.pence !== undefined) {
    const limit = highestLimit(allowed, act);
    if (subject.pence > limit) {
      const sentence =
        limit < 0
          ? 'Your role has no limit set for this. Ask a colleague whose role has.'
          : `Your limit for this is ${formatPounds(limit)}. Ask a colleague with a higher one.`;
      return no('forbidden', 'limit', sentence);
    }
  }
  if (subject.district !== undefined && allowed.every((role) => role === 'district-contact')) {
    if (person.districtCode !== subject.district) {
      return no('forbidden', 'district', 'You may enter and see this for your own district only.');
    }
  }
  return { may: true };
}

function highestLimit(roles: readonly Role[], act: ActName): Pence {
  return Math.max(...roles.map((role) => limitOf(role, act)));
}

/** Up to how many pence a person may do an act: null when any amount, below zero when not at all. */
export function limitFor(person: Person, act: ActName): Pence | null {
  const limit = highestLimit(
    person.roles.filter((role) => (ACTS[act] as readonly Role[]).includes(role)),
    act,
  );
  return limit === Number.MAX_SAFE_INTEGER ? null : Math.max(-1, limit);
}

function notInRole(): Refusal {
  const sentence = 'Your role does not include this. Ask a colleague whose role does, or an administrator.';
  return new Refusal('forbidden', 'role', sentence);
}

function no(kind: 'forbidden', rule: string, sentence: string): Permission {
  return { may: false, refusal: new Refusal(kind, rule, sentence) };
}

/**
 * Whether the roles that an act is done under include it: for domain functions, which know the doer and not the
 * person. The program itself, which seeds and replays, is not held to roles.
 */
export function doerMay(doer: Doer, act: ActName): boolean {
  return doer.personId === null || allowedRoles(doer, act).length > 0;
}

/** As `doerMay`, throwing the refusal. */
export function demandDoer(doer: Doer, act: ActName): void {
  if (!doerMay(doer, act)) throw notInRole();
}

/** Whether nothing but being a district's contact allows the doer an act, so that it is done for the own district alone. */
export function isDistrictDoer(doer: Doer, act: ActName): boolean {
  const allowed = allowedRoles(doer, act);
  return allowed.length > 0 && allowed.every((role) => role === 'district-contact');
}

function allowedRoles({ role }: Doer, act: ActName): string[] {
  return role.split('+').filter((one) => (ACTS[act] as readonly string[]).includes(one));
}

/** As `may`, throwing the refusal: for handlers. */
export function demand(person: Person, act: ActName, subject: Subject = {}): void {
  const permission = may(person, act, subject);
  if (!permission.may) throw permission.refusal;
}
