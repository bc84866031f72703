import { latestMoment } from '../audit/moment.ts';
import { addDays, type Day } from '../calendar/day.ts';
import { readFigures } from '../figures/registry.ts';
import { listCarryForwards } from '../funds/carry-forward.store.ts';
import { listApprovable } from '../funds/virement.store.ts';
import { type OwedStep, readOwedSteps } from '../initiatives/life/life-shown.ts';
import { openBooks } from '../ledger/figure.ts';
import { listMeetings } from '../meetings/meeting.store.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { readObservationTasks } from '../outcomes/observation-task.ts';
import { overdueReturns, overdueReviews, readPartnership, vacanciesOn } from '../partners/partnership.ts';
import { districtsAmong } from '../partners/party.ts';
import { DISTRICTS } from '../partners/place.ts';
import { may } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { listFilings } from '../returns/filing.store.ts';
import { type Filing, stateOf } from '../returns/filing.ts';
import { mayApprove } from '../spend/approval.store.ts';
import { readReturned } from '../spend/approvals.store.ts';
import { listClaims } from '../spend/claims/claim.store.ts';
import { claimSubject } from '../spend/claims/decide-claim.ts';
import { listPayables } from '../spend/claims/payable.store.ts';
import { listBatches } from '../spend/import/batch.store.ts';
import { listReturns } from '../spend/monitoring/return.store.ts';
import { readQueue } from '../spend/queue.store.ts';
import { readAssuranceTasks } from './assurance-task.ts';
import { readMeetingTasks } from './meeting-task.ts';
import { readSignOffTasks } from './pack-task.ts';

/** What is next to be done with a return. */
export type ReturnStep = 'check' | 'offer' | 'certify' | 'change' | 'submit';

/** What waits for one person: only what they themselves may do, so never what they entered. */
export interface Waiting {
  approvals: number;
  /** What they entered and somebody returned, not entered again yet. */
  returned: number;
  batches: number;
  virements: number;
  carryForwards: number;
  claimsToCheck: number;
  claimsToApprove: number;
  /** Returns of providers that are owed after their due date. */
  returnsOverdue: number;
  /** What is to be paid on claims within a week or should have been. */
  payablesDue: number;
  /** Returns whose next step is theirs, each named by that step. */
  returns: { filing: Filing; step: ReturnStep }[];
  /** The steps of initiatives that a role of theirs owes. */
  steps: OwedStep[];
  /** What the office owes and awaits under Assurance. */
  assurance: { text: string; href: string }[];
  /** Observations to approve, and their own that were returned. */
  observations: { text: string; href: string }[];
  /** What meetings leave for them to do. */
  meetings: { text: string; href: string }[];
  nextMeeting: Meeting | null;
  /** What the districts' contacts and returns lack, for those who see to them. */
  partnership: { vacancies: number; reviews: number; returns: number };
}

/** Reads what waits for the person, as it stands now; the next meeting is the first on or after the office's day. */
export async function readWaiting(db: Db, person: Person, today: Day): Promise<Waiting> {
  const { officeId } = person;
  const mayDecide = may(person, 'spend.approve').may;
  const batches = mayDecide ? await listBatches(db, officeId) : [];
  const filings = may(person, 'return.read').may ? await listFilings(db, officeId) : [];
  const meetings = may(person, 'meeting.read').may ? await listMeetings(db, officeId) : [];
  const carried = await listCarryForwards(db, officeId, { status: 'awaiting approval' });
  const books = openBooks(db, officeId, await latestMoment(db, officeId));
  const nextMeeting = meetings.find(({ heldOn }) => heldOn >= today) ?? null;
  return {
    approvals: mayDecide ? (await readQueue(db, officeId, { decidableBy: person })).length : 0,
    returned: may(person, 'spend.enter').may ? (await readReturned(db, officeId, person.id)).length : 0,
    virements: (await listApprovable(books, person, readFigures)).length,
    carryForwards: carried.filter(
      ({ requestedBy }) => may(person, 'carry-forward.approve', { enteredBy: requestedBy }).may,
    ).length,
    ...(await readClaimTasks(db, person, today)),
    batches: batches.filter((batch) => batch.status === 'awaiting acceptance' && mayApprove(person, batch).may).length,
    returns: filings.flatMap((filing) => {
      const step = stepFor(person, filing);
      return step === null ? [] : [{ filing, step }];
    }),
    steps: await readOwedSteps(db, person, today),
    assurance: await readAssuranceTasks(db, person, today),
    observations: await readObservationTasks(db, person),
    meetings: [
      ...(await readMeetingTasks(db, person, today)),
      ...(await readSignOffTasks(db, person, today, nextMeeting)),
    ],
    nextMeeting,
    partnership: await countPartnership(db, person, today),
  };
}

/** What is missing or late between the districts, of those that the person acts for. */
async function countPartnership(db: Db, person: Person, today: Day): Promise<Waiting['partnership']> {
  if (!may(person, 'contact.enter').may) return { vacancies: 0, reviews: 0, returns: 0 };
  const partnership = await readPartnership(db, person.officeId);
  const districts = DISTRICTS.map(({ code }) => code).filter(
    (district) => may(person, 'contact.enter', { district }).may,
  );
  return {
    vacancies: vacanciesOn(partnership, districts, today).length,
    reviews: may(person, 'sharing.enter').may ? overdueReviews(partnership, today).length : 0,
    returns: overdueReturns(partnership, today).filter(({ answers }) => {
      const theirs = districtsAmong([String(answers.sender), String(answers.receiver)]);
      return theirs.length === 0 || theirs.some((district) => districts.includes(district));
    }).length,
  };
}

const SOON_DAYS = 7;

async function readClaimTasks(
  db: Db,
  person: Person,
  today: Day,
): Promise<Pick<Waiting, 'claimsToCheck' | 'claimsToApprove' | 'returnsOverdue' | 'payablesDue'>> {
  const { officeId } = person;
  const claims = may(person, 'claim.read').may ? await listClaims(db, officeId) : [];
  const returns = may(person, 'monitoring.enter').may ? await listReturns(db, officeId, today) : [];
  const payables = may(person, 'payable.settle').may ? await listPayables(db, officeId) : [];
  const soon = addDays(today, SOON_DAYS);
  return {
    claimsToCheck: may(person, 'claim.check').may ? claims.filter(({ state }) => state === 'received').length : 0,
    claimsToApprove: claims.filter(
      (claim) => claim.state === 'checked' && may(person, 'claim.approve', claimSubject(claim)).may,
    ).length,
    returnsOverdue: returns.filter(({ owed, daysLate }) => owed && daysLate > 0).length,
    payablesDue: payables.filter(({ free, dueOn }) => free > 0 && dueOn <= soon).length,
  };
}

function stepFor(person: Person, filing: Filing): ReturnStep | null {
  if (!filing.latest) return null;
  const state = stateOf(filing);
  const subject = filing.preparedBy === null ? {} : { enteredBy: filing.preparedBy };
  if (state === 'draft') return may(person, 'return.prepare').may ? 'check' : null;
  if (state === 'checked') return may(person, 'return.prepare').may ? 'offer' : null;
  if (state === 'offered') return may(person, 'return.certify', subject).may ? 'certify' : null;
  if (state === 'returned') return may(person, 'return.prepare').may ? 'change' : null;
  return state === 'certified' && may(person, 'return.submit').may ? 'submit' : null;
}
