import { type Doer, perform, type Site } from '../audit/act.ts';
import { findOffice } from '../people/office.store.ts';
import { findPerson } from '../people/person.store.ts';
import type { Db } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Letter, Posted, PostLetter } from './mail.ts';
import { listNotices } from './notice.store.ts';
import { isToSend, type Notice, nextTry } from './notice.ts';

/** Where letters go, and what links in them begin with. */
export interface Post {
  post: PostLetter;
  baseUrl: string;
}

const RECENT_MS = 8 * 24 * 60 * 60 * 1000;

/**
 * Sends what of an office's outbox is to be sent now, and answers how many letters the mail server took.
 *
 * At most once: an attempt is recorded as begun, under the office's lock, before the letter leaves, and how it ended
 * afterwards. A process that ends in between leaves an attempt without an outcome, which is shown as not known and never
 * tried again: a reminder that is lost comes again at its next stage, one that comes twice teaches people to ignore it.
 */
export async function sendDue(site: Site, officeId: number, { post, baseUrl }: Post): Promise<number> {
  let sent = 0;
  for (;;) {
    const begun = await begin(site, officeId);
    if (begun === null) return sent;
    const letter = await letterOf(site, officeId, begun.notice, baseUrl);
    const posted: Posted = letter === null ? { step: 'failed', answer: 'NOBODY', final: true } : await post(letter);
    await end(site, officeId, begun, posted);
    if (posted.step === 'sent') sent += 1;
  }
}

interface Begun {
  notice: Notice;
  attempt: number;
}

/** Takes the oldest notice that is to be sent, so that no other process sends it; null when there is none. */
async function begin(site: Site, officeId: number): Promise<Begun | null> {
  if ((await nextToSend(site.db, officeId, site.clock.now())) === undefined) return null;
  try {
    let begun: Begun | undefined;
    await perform(site, program(officeId), 'notice.begin', null, async (act) => {
      const notice = await nextToSend(act.trx, officeId, site.clock.now());
      if (notice === undefined) throw new Refusal('conflict', 'nothing-to-send', 'Another process sends it.');
      const attempt = (notice.deliveries.at(-1)?.attempt ?? 0) + 1;
      begun = { notice, attempt };
      await act.add('notice_delivery', {
        notice_id: notice.id,
        attempt,
        step: 'begun',
        answer: null,
        next_try_at: null,
      });
      return { subject: { kind: 'notice', ref: String(notice.id) }, detail: { attempt }, result: null };
    });
    return begun as Begun;
  } catch (error) {
    if (error instanceof Refusal && error.rule === 'nothing-to-send') return null;
    throw error;
  }
}

async function nextToSend(db: Db, officeId: number, now: string): Promise<Notice | undefined> {
  const since = new Date(new Date(now).getTime() - RECENT_MS).toISOString();
  return (await listNotices(db, officeId, { since })).toReversed().find((notice) => isToSend(notice, now));
}

async function end(site: Site, officeId: number, { notice, attempt }: Begun, posted: Posted): Promise<void> {
  await perform(site, program(officeId), 'notice.end', null, async (act) => {
    await act.add('notice_delivery', {
      notice_id: notice.id,
      attempt,
      step: posted.step,
      answer: posted.answer,
      next_try_at: posted.step === 'failed' ? nextTry(attempt, site.clock.now(), posted.final) : null,
    });
    const detail = { attempt, step: posted.step, answer: posted.answer };
    return { subject: { kind: 'notice', ref: String(notice.id) }, detail, result: null };
  });
}

/** The letter of a notice; null when whoever it was for is no longer there. */
async function letterOf(site: Site, officeId: number, notice: Notice, baseUrl: string): Promise<Letter | null> {
  const person = notice.personId === null ? null : await findPerson(site.db, notice.personId);
  const to = notice.address ?? person?.email ?? null;
  if (to === null) return null;
  const { code, name } = await findOffice(site.db, officeId);
  const text = [
    notice.body,
    `Open it here: ${baseUrl}${notice.path}`,
    `${name}\nThis is sent by the program. Do not reply.`,
  ];
  return { id: `notice-${code}-${notice.id}`, to, subject: notice.subject, text: `${text.join('\n\n')}\n` };
}

function program(officeId: number): Doer {
  return { officeId, personId: null, role: 'program' };
}
