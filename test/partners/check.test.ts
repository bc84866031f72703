import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { perform } from '../../src/audit/act.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import type { Day } from '../../src/calendar/day.ts';
import { commit } from '../../src/initiatives/agreements/agreement.store.ts';
import { listReliedOn } from '../../src/initiatives/agreements/provider-check.store.ts';
import { vary } from '../../src/initiatives/agreements/vary.ts';
import { listChecks, recordCheck } from '../../src/partners/check.store.ts';
import {
  CHECK_KINDS,
  checkWarnings,
  type NewCheck,
  type ProviderCheck,
  standingChecks,
  usualExpiry,
  worstCheck,
} from '../../src/partners/check.ts';
import { addOrganisation } from '../../src/partners/organisation.store.ts';
import { addPerson } from '../../src/people/person.store.ts';
import type { Role } from '../../src/people/role.ts';
import { Desk } from '../spend/desk.ts';
import { fillOffice } from '../spend/office.ts';
import { errorsOf, plain, rowsOf } from '../spend/page.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';

const DAY = (field: string, day: string): Record<string, string> => {
  const [year = '', month = '', date = ''] = day.split('-');
  return { [`${field}-day`]: date, [`${field}-month`]: month, [`${field}-year`]: year };
};

const TODAY = '2015-07-31';
const check = (kind: string, madeOn: Day, expiresOn: Day, changes: Partial<ProviderCheck> = {}): ProviderCheck => ({
  id: 1,
  organisationId: 1,
  kind,
  madeOn,
  expiresOn,
  outcome: 'passed',
  madeBy: 'Team',
  detail: null,
  enteredBy: 1,
  seq: 1,
  ...changes,
});

describe('How a provider stands with its checks', () => {
  test('a kind of check is data: who needs it, how long it holds, when pages begin to warn', () => {
    expect(CHECK_KINDS.map(({ code }) => code)).toEqual(['due-diligence', 'insurance', 'safeguarding']);
    expect(CHECK_KINDS.find(({ code }) => code === 'insurance')?.neededFrom).toEqual(['third-sector', 'company']);
    expect(usualExpiry('insurance', '2014-08-01')).toBe('2015-07-31');
    expect(usualExpiry('due-diligence', '2012-02-29')).toBe('2015-02-27');
  });

  test('police need none and councils fewer than companies', () => {
    expect(standingChecks('police', [], TODAY)).toEqual([]);
    expect(worstCheck([])).toBeNull();
    expect(standingChecks('council', [], TODAY).map(({ kind }) => kind)).toEqual(['safeguarding']);
    expect(standingChecks('company', [], TODAY).map(({ state }) => state)).toEqual(['missing', 'missing', 'missing']);
  });

  const STATES: [story: string, made: Day, expires: Day, state: string][] = [
    ['on its last day still holds', '2014-08-01', '2015-07-31', 'expiring'],
    ['has expired on the day after', '2014-08-01', '2015-07-30', 'expired'],
    ['expires soon on the last warning day', '2014-08-01', '2015-09-29', 'expiring'],
    ['is in date the day before the warnings begin', '2014-08-01', '2015-09-30', 'in-date'],
    ['made later than that day is not known yet', '2015-08-01', '2016-08-01', 'missing'],
  ];
  test.each(STATES)('a check that %s', (_story, made, expires, state) => {
    const [insurance] = standingChecks('company', [check('insurance', made, expires)], TODAY).filter(
      ({ kind }) => kind === 'insurance',
    );
    expect(insurance?.state).toBe(state);
  });

  test('the check made last counts, and of one day the one recorded last; a failure stays one', () => {
    const checks = [
      check('insurance', '2015-06-01', '2016-05-31', { id: 1, outcome: 'failed' }),
      check('insurance', '2014-06-01', '2019-05-31', { id: 2 }),
    ];
    const state = (of: ProviderCheck[]) =>
      standingChecks('company', of, TODAY).find(({ kind }) => kind === 'insurance')?.state;
    expect(state(checks)).toBe('failed');
    expect(state([...checks, check('insurance', '2015-06-01', '2016-05-31', { id: 3 })])).toBe('in-date');
  });

  test('a check that nobody needs counts only while it holds or when it failed', () => {
    expect(standingChecks('police', [check('insurance', '2014-01-01', '2015-01-01')], TODAY)).toEqual([]);
    const failed = standingChecks(
      'police',
      [check('insurance', '2015-01-01', '2016-01-01', { outcome: 'failed' })],
      TODAY,
    );
    expect(failed.map(({ state }) => state)).toEqual(['failed']);
  });

  test('warnings name what failed, what expired, what expires soon, and at once all that is not recorded', () => {
    const standing = standingChecks('company', [check('insurance', '2014-08-01', '2015-08-20')], TODAY);
    expect(checkWarnings('Trust', standing)).toEqual([
      'Insurance of Trust: the check expires on 20 August 2015. Renew it in time.',
      'No due diligence or safeguarding check of Trust is recorded.',
    ]);
  });
});

describe.each(DATABASES)('On %s, a provider', (kind) => {
  let world: World;
  let desk: Desk;
  let commissioning: Visitor;
  let cfo: Visitor;
  let chief: Visitor;
  let auditor: Visitor;
  let leeds: Visitor;
  let officeId: number;
  /** The organisations of the story, by what their insurance is. */
  const trusts: Record<string, number> = {};

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    officeId = (await world.person('cfo@demo.example')).officeId;
    const { password_hash: passwordHash } = await world.db('person').first();
    await addPerson(
      world.site,
      { officeId, personId: null, role: 'program' },
      {
        email: 'chief@demo.example',
        name: 'chief',
        roles: ['chief-executive'] satisfies Role[],
        passwordHash,
      },
    );
    const signIn = (name: string) => world.signIn(`${name}@demo.example`);
    commissioning = await signIn('commissioning');
    cfo = await signIn('cfo');
    chief = await signIn('chief');
    auditor = await signIn('auditor');
    leeds = await signIn('leeds');
    await desk.act('commissioning', 'story', async (act) => {
      for (const name of ['missing', 'expired', 'failed', 'renewed']) {
        trusts[name] = await addOrganisation(act, { name: `Trust (${name})`, kind: 'third-sector' });
      }
      const insured = (name: string, changes: Partial<NewCheck>) =>
        recordCheck(act, {
          organisationId: trusts[name] as number,
          kind: 'insurance',
          madeOn: '2014-07-01',
          expiresOn: '2015-06-30',
          outcome: 'passed',
          madeBy: 'Commissioning team',
          detail: null,
          ...changes,
        });
      await insured('expired', {});
      await insured('failed', { expiresOn: '2016-06-30', outcome: 'failed' });
      await insured('renewed', {});
      await insured('renewed', { madeOn: '2015-07-25', expiresOn: '2016-07-24' });
      return null;
    });
  }, 60_000);
  afterAll(() => world.close());

  const agreement = (trust: string, changes: Record<string, string> = {}): Record<string, string> => ({
    initiative: 'I-02',
    kind: 'grant',
    organisation: String(trusts[trust]),
    nature: 'revenue',
    ...DAY('signed', '2015-07-30'),
    ...DAY('starts', '2015-08-01'),
    ...DAY('ends', '2016-03-31'),
    'amount-2015-16': '100.00',
    purpose: 'Outreach',
    crimeReduction: 'Fewer children are exploited',
    valueForMoney: 'At cost',
    conditions: '',
    ...changes,
  });
  const agree = (visitor: Visitor, trust: string, changes: Record<string, string> = {}) =>
    visitor.send('/agreements/new', '/agreements/new', agreement(trust, changes));
  const entries = async () => (await world.db('entry').select('id')).length;

  test('without a recorded check is bound all the same, and every page of it warns', async () => {
    const done = await agree(commissioning, 'missing');
    expect(done.status).toBe(303);
    const shown = plain((await auditor.get(done.headers.location as string)).text);
    expect(shown).toContain('No due diligence, insurance or safeguarding check of Trust (missing) is recorded.');
    // What is checked of providers is the office's own business.
    expect(plain((await leeds.get(done.headers.location as string)).text)).not.toContain('check of Trust');
    expect((await leeds.get('/agreements.csv')).text).not.toContain('Checks');
    expect((await auditor.get('/agreements.csv')).text).toContain(',Checks,');
  });

  test.each(['expired', 'failed'])('whose check has %s is not bound, and nothing is kept', async (trust) => {
    const before = await entries();
    const refused = await agree(commissioning, trust);
    expect(refused.status).toBe(422);
    expect(errorsOf(refused.text)[0]).toContain(`Insurance of Trust (${trust})`);
    expect(errorsOf(refused.text)[0]).toContain('ask the Chief Finance Officer or the chief executive');
    expect(refused.text).toContain('href="#organisation"');
    expect(await entries()).toBe(before);
  });

  test('is not bound by an earlier date of signing, nor by a check made after it was signed', async () => {
    expect((await agree(commissioning, 'expired', DAY('signed', '2015-06-01'))).status).toBe(422);
    expect((await agree(commissioning, 'renewed', DAY('signed', '2015-07-20'))).status).toBe(422);
    expect((await agree(commissioning, 'renewed')).status).toBe(303);
  });

  test('is bound by somebody with the authority who says why; others cannot say so', async () => {
    const forged = await agree(commissioning, 'failed', { 'check-reason': 'Because' });
    expect(forged.status).toBe(400);
    const byOther = desk.act('commissioning', 'agreement.add', (act) =>
      commit(act, { ...AGREED, organisationId: trusts.failed as number, checkReason: 'Because' }),
    );
    await expect(byOther).rejects.toMatchObject({ kind: 'forbidden', rule: 'override' });
    expect((await agree(cfo, 'failed', { 'check-reason': '' })).status).toBe(422);
    const done = await agree(cfo, 'failed', { 'check-reason': 'The insurer confirmed cover by telephone' });
    expect(done.status).toBe(303);
    const shown = plain((await auditor.get(done.headers.location as string)).text);
    expect(shown).toContain(
      'The agreement, allowed by cfo until 31 July 2015: The insurer confirmed cover by telephone',
    );
  });

  test('is allowed by the chief executive beforehand, until a day, for whoever records the agreement', async () => {
    const path = `/organisations/${trusts.expired}/checks/override`;
    expect((await commissioning.get(path)).status).toBe(403);
    expect((await auditor.get(`/organisations/${trusts.expired}`)).text).not.toContain(path);
    const past = await chief.send(path, path, { ...DAY('until', '2015-07-30'), reason: 'Renewal is on its way' });
    expect(errorsOf(past.text)).toEqual(['Last day on which it holds must be 31 July 2015 or later']);
    const allowed = await chief.send(path, path, { ...DAY('until', TODAY), reason: 'Renewal is on its way' });
    expect(allowed.status).toBe(303);
    const done = await agree(commissioning, 'expired');
    expect(done.status).toBe(303);
    const ref = (done.headers.location as string).split('/').at(-1) as string;
    expect(await listReliedOn(world.db, officeId, ref)).toMatchObject([
      { untilOn: TODAY, reason: 'Renewal is on its way', variation: null },
    ]);
    // A variation that adds money is asked the same; one that adds time alone is not.
    const change = (years: { year: number; pence: number }[], recordedOn: Day) =>
      desk.act('cfo', 'agreement.vary', (act) => vary(act, { ...VARIED, agreement: ref, years, recordedOn }));
    await expect(change([{ year: 2015, pence: 1 }], '2015-08-01')).rejects.toMatchObject({
      rule: 'provider-check',
      field: 'amount-2015-16',
    });
    expect(await change([{ year: 2015, pence: 1 }], TODAY)).toBe(1);
    expect(await change([], '2015-08-01')).toBe(2);
  });

  test('has its checks recorded by those who may, with a usual expiry, and each is kept', async () => {
    const path = `/organisations/${trusts.missing}/checks/new`;
    expect((await auditor.get(path)).status).toBe(403);
    const wanted = { kind: 'insurance', ...DAY('made', '2015-07-01'), outcome: 'passed', madeBy: 'Team', detail: '' };
    const backwards = await commissioning.send(path, path, { ...wanted, ...DAY('expires', '2015-06-30') });
    expect(errorsOf(backwards.text)).toEqual([
      'A check made on 1 July 2015 cannot have expired on 30 June 2015. Enter a later date.',
    ]);
    const tomorrow = await commissioning.send(path, path, { ...wanted, ...DAY('made', '2015-08-01') });
    expect(errorsOf(tomorrow.text)).toEqual(['Date of the check must be today or in the past']);
    expect((await commissioning.send(path, path, wanted)).status).toBe(303);
    expect(await listChecks(world.db, officeId, { organisationId: trusts.missing })).toMatchObject([
      { kind: 'insurance', expiresOn: '2016-06-30', outcome: 'passed' },
    ]);
    expect((await commissioning.get('/organisations/99999/checks/new')).status).toBe(404);
    expect((await commissioning.get('/organisations/1x/checks/new')).status).toBe(404);
  });

  test('stands in the list of checks and in its file alike, by state', async () => {
    expect((await leeds.get('/provider-checks')).status).toBe(403);
    const expired = rowsOf((await auditor.get('/provider-checks?state=expired')).text);
    expect(expired.slice(1)).toEqual([
      [
        'Trust (expired)',
        'Third-sector organisation',
        'Insurance',
        'Expired',
        'Passed',
        '1 July 2014',
        '30 June 2015',
        'Commissioning team',
      ],
    ]);
    const file = (await auditor.get('/provider-checks.csv?state=expired')).text;
    expect(file.trimEnd().split('\r\n')).toHaveLength(2);
    const all = rowsOf((await auditor.get('/provider-checks?state=all')).text).map((row) => [row[0], row[2], row[3]]);
    expect(all).toContainEqual(['Trust (renewed)', 'Insurance', 'Replaced']);
    expect(rowsOf((await auditor.get('/provider-checks')).text).flat()).not.toContain('Replaced');
    expect((await auditor.get('/provider-checks?state=old')).status).toBe(400);
    const organisations = plain((await auditor.get('/organisations')).text);
    expect(organisations).toContain('Insurance of Trust (expired): the check expired on 30 June 2015. Renew it.');
    expect(plain((await leeds.get('/organisations')).text)).not.toContain('Insurance of Trust');
  });

  test('leaves a chain that verifies', async () => {
    await perform(world.site, await world.doer('cfo@demo.example'), 'story', null, async () => ({
      subject: { kind: 'story', ref: '' },
      result: null,
    }));
    expect(await verifyChain(world.db, officeId)).toEqual([]);
  });
});

const AGREED = {
  initiative: 'I-02',
  kind: 'contract' as const,
  nature: 'revenue' as const,
  years: [{ year: 2015, pence: 100 }],
  signedOn: '2015-07-01',
  startsOn: '2015-07-01',
  endsOn: '2016-03-31',
  purpose: 'P',
  crimeReduction: 'C',
  valueForMoney: 'V',
  conditions: null,
  overrideReason: null,
};
const VARIED = {
  agreedOn: '2015-07-31',
  endsOn: null,
  purpose: null,
  terms: 'A later report',
  reason: 'R',
  decisionRef: null,
  overrideReason: null,
};
