import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Site } from '../../audit/act.ts';
import { londonDay } from '../../calendar/day.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerson } from '../person.store.ts';
import type { Person } from '../person.ts';
import { findByDigest, noteUse } from './token.store.ts';
import { secretDigest, type Token, type TokenKind, tokenState } from './token.ts';

/** How often a token may ask, and how often an address may come with what is none. */
const ASKED = { points: 120, duration: 60 };
const WRONG = { points: 20, duration: 900 };

/**
 * Lets requests in that carry a token instead of a session. It counts in this process's memory: several processes each
 * let so many through, which is limit enough for what it is to prevent.
 */
export class TokenGate {
  private readonly site: Site;
  private readonly asked = new RateLimiterMemory(ASKED);
  private readonly wrong = new RateLimiterMemory(WRONG);

  constructor(site: Site) {
    this.site = site;
  }

  /**
   * Whose token a secret is. Refused with one sentence whether it is unknown, expired, revoked, of the other kind or
   * of somebody who may no longer sign in; `throttled` when it asks too often, or when it is one of too
   * many wrong ones from the same address.
   */
  async admit(secret: string, kind: TokenKind, address: string): Promise<{ person: Person; token: Token }> {
    const found = await this.find(secret, kind);
    if (found === null) {
      // Nobody guesses a secret of this length: what is held up are programs that go on with an old one, and only they,
      // since colleagues with good ones come from the same address.
      await this.wrong.consume(address).catch(({ msBeforeNext }) => {
        throw throttled(msBeforeNext);
      });
      throw new Refusal(
        'not-signed-in',
        'token',
        'This access token is not known here, has expired or was revoked. Make a new one on the page Access tokens.',
      );
    }
    await this.asked.consume(found.token.id).catch(({ msBeforeNext }) => {
      throw throttled(msBeforeNext);
    });
    await noteUse(this.site.db, found.token, this.site.clock.now());
    return found;
  }

  private async find(secret: string, kind: TokenKind): Promise<{ person: Person; token: Token } | null> {
    const digest = secretDigest(secret);
    const token = digest === null ? null : await findByDigest(this.site.db, digest);
    if (token === null || token.kind !== kind) return null;
    if (tokenState(token, londonDay(this.site.clock.now())) !== 'in use') return null;
    const person = await findPerson(this.site.db, token.personId);
    return person === null || person.officeId !== token.officeId ? null : { person, token };
  }
}

function throttled(milliseconds: number): Refusal {
  return new Refusal(
    'throttled',
    'throttled',
    `Too many requests came at once. Wait ${Math.ceil(milliseconds / 1000)} seconds, then ask again.`,
  );
}
