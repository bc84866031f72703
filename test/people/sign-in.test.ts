import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import supertest from 'supertest';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { may, type Subject } from '../../src/people/may.ts';
import { hashPassword, isRightPassword } from '../../src/people/password.ts';
import type { Person } from '../../src/people/person.ts';
import type { Role } from '../../src/people/role.ts';
import { safeReturn } from '../../src/people/sign-in.routes.ts';
import { DATABASES, hiddenFields, openWorld, PASSWORD, Visitor, type World } from '../world.ts';

describe.each(DATABASES)('signing in, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
  });
  afterAll(() => world.close());

  const cookieOf = (answer: { headers: Record<string, unknown> }): string => {
    const set = answer.headers['set-cookie'] as unknown as string[] | undefined;
    return set?.[0]?.split(';')[0] ?? '';
  };

  test('a stranger is led to the sign-in page, and back to where they were going', async () => {
    const answer = await supertest(world.app).get('/figures?x=1');
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/sign-in?return=%2Ffigures%3Fx%3D1');
    const visitor = new Visitor(world.app);
    const signedIn = await visitor.send('/sign-in', '/sign-in', {
      email: 'Finance@demo.example ',
      password: PASSWORD,
      return: '/figures',
    });
    expect(signedIn.status).toBe(303);
    expect(signedIn.headers.location).toBe('/figures');
    const page = await visitor.get('/figures');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Priya Shah');
  });

  test('an unknown address and a wrong password get the same answer, and what was typed is kept', async () => {
    const answers = [];
    for (const email of ['nobody@demo.example', 'member@demo.example']) {
      const visitor = new Visitor(world.app);
      const answer = await visitor.send('/sign-in', '/sign-in', { email, password: 'not the password', return: '/' });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(`value="${email}"`);
      expect(answer.text).toContain('<title>Error: Sign in');
      expect(answer.text).not.toContain('not the password');
      answers.push(answer.text.replaceAll(email, '').replaceAll(/value="[^"]*"/g, ''));
    }
    expect(answers[0]).toBe(answers[1]);
  });

  test('after several wrong passwords an account waits, and then lets its owner in', async () => {
    const wrong = () => {
      const fields = { email: 'pcc@demo.example', password: 'a wrong guess', return: '/' };
      return new Visitor(world.app).send('/sign-in', '/sign-in', fields);
    };
    for (let attempt = 0; attempt < 6; attempt += 1) await wrong();
    const right = { email: 'pcc@demo.example', password: PASSWORD, return: '/' };
    const early = await new Visitor(world.app).send('/sign-in', '/sign-in', right);
    expect(early.status).toBe(422);
    expect(early.text).toContain('Wait a quarter of an hour');
    world.clock.set('2015-07-31T09:16:00.000Z');
    const later = await new Visitor(world.app).send('/sign-in', '/sign-in', right);
    expect(later.status).toBe(303);
  });

  test('the session gets a new id on signing in, is kept only as a digest, and ends on signing out', async () => {
    const agent = supertest.agent(world.app);
    const page = await agent.get('/sign-in');
    const before = cookieOf(page);
    const answer = await agent
      .post('/sign-in')
      .type('form')
      .send({ ...hiddenFields(page.text), email: 'auditor@demo.example', password: PASSWORD, return: '/' });
    const after = cookieOf(answer);
    expect(after).not.toBe('');
    expect(after).not.toBe(before);
    const id = decodeURIComponent(after.split('=')[1] as string)
      .slice(2)
      .split('.')[0] as string;
    expect(JSON.stringify(await world.db('session'))).not.toContain(id);
    expect((await supertest(world.app).get('/figures').set('Cookie', before)).status).toBe(303);
    expect((await supertest(world.app).get('/figures').set('Cookie', after)).status).toBe(200);
    const home = await agent.get('/figures');
    const out = await agent.post('/sign-out').type('form').send(hiddenFields(home.text));
    expect(out.status).toBe(303);
    expect((await supertest(world.app).get('/figures').set('Cookie', after)).status).toBe(303);
  });

  test('a session ends after half an hour without use', async () => {
    const visitor = await world.signIn('manager@demo.example');
    expect((await visitor.get('/figures')).status).toBe(200);
    const now = new Date(world.clock.now()).getTime();
    world.clock.set(new Date(now + 31 * 60_000).toISOString());
    expect((await visitor.get('/figures')).status).toBe(303);
  });

  test('a form without its token, or from another site, is refused and does nothing', async () => {
    const visitor = await world.signIn('cfo@demo.example');
    const bare = await visitor.agent.post('/sign-out').type('form').send({});
    expect(bare.status).toBe(403);
    const page = await visitor.get('/figures');
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'https://elsewhere.example' },
      { Origin: 'null' },
    ]) {
      const answer = await visitor.agent.post('/sign-out').set(headers).type('form').send(hiddenFields(page.text));
      expect(answer.status).toBe(403);
    }
    expect((await visitor.get('/figures')).status).toBe(200);
  });

  test('every answer carries the headers that keep the pages to themselves', async () => {
    const visitor = await world.signIn('cfo@demo.example');
    const answers = [
      await visitor.get('/figures'),
      await visitor.get('/no-such-page'),
      await visitor.get('/figures/spend.to-date?year=soon'),
      await supertest(world.app).get('/sign-in'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 400, 200]);
    for (const { headers } of answers) {
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  test.each([
    [
      'a form that is too long',
      (a: supertest.Agent) =>
        a
          .post('/sign-in')
          .type('form')
          .send({ email: 'x'.repeat(200_000) }),
      413,
    ],
    [
      'text instead of a form',
      (a: supertest.Agent) => a.post('/sign-in').set('Content-Type', 'text/plain').send('hello'),
      403,
    ],
    ['broken percent signs', (a: supertest.Agent) => a.get('/figures/%ff'), 400],
    ['another verb', (a: supertest.Agent) => a.delete('/figures'), 404],
  ])('%s gets a page that says what to do, and nothing internal', async (_what, ask, status) => {
    const visitor = await world.signIn('cfo@demo.example');
    const answer = await ask(visitor.agent as never);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('govuk-heading-l');
    expect(answer.text).not.toMatch(/at \S+ \(|node_modules|Error:.*\.ts/);
  });
});

describe('who may', () => {
  const person = (id: number, roles: Role[], districtCode: string | null = null): Person => ({
    id,
    officeId: 1,
    email: '',
    name: '',
    roles,
    organisationId: null,
    districtCode,
  });
  const rule = (who: Person, act: Parameters<typeof may>[1], subject: Subject = {}): string => {
    const permission = may(who, act, subject);
    return permission.may ? 'may' : permission.refusal.rule;
  };

  test.each([
    [
      'a finance officer approves a colleague’s spend within the limit',
      'finance-officer',
      { enteredBy: 2, pence: 25_000_00 },
      'may',
    ],
    [
      'a finance officer does not approve a penny above it',
      'finance-officer',
      { enteredBy: 2, pence: 25_000_01 },
      'limit',
    ],
    [
      'a finance manager approves what is above an officer’s limit',
      'finance-manager',
      { enteredBy: 2, pence: 25_000_01 },
      'may',
    ],
    [
      'the Chief Finance Officer approves any amount',
      'chief-finance-officer',
      { enteredBy: 2, pence: 90_000_000_00 },
      'may',
    ],
    [
      'the Chief Finance Officer does not approve what they entered',
      'chief-finance-officer',
      { enteredBy: 1, pence: 1 },
      'own-entry',
    ],
    ['an auditor approves nothing', 'auditor', { enteredBy: 2, pence: 1 }, 'role'],
  ] as [string, Role, Subject, string][])('%s', (_what, role, subject, expected) => {
    expect(rule(person(1, [role]), 'spend.approve', subject)).toBe(expected);
  });

  test('nobody approves what they entered, whatever roles they hold', () => {
    const roles: Role[] = [
      'finance-officer',
      'finance-manager',
      'chief-finance-officer',
      'deputy-chief-finance-officer',
      'administrator',
    ];
    fc.assert(
      fc.property(fc.nat(), fc.subarray(roles), fc.nat(), (id, held, pence) => {
        const answer = rule(person(id, held), 'spend.approve', { enteredBy: id, pence });
        expect(['own-entry', 'role']).toContain(answer);
      }),
      { seed: 20150717, numRuns: 200 },
    );
  });

  test('a district’s contact enters for its own district, and a commissioning officer for any', () => {
    const leeds = person(1, ['district-contact'], 'E08000035');
    expect(rule(leeds, 'observation.enter', { district: 'E08000035' })).toBe('may');
    expect(rule(leeds, 'observation.enter', { district: 'E08000032' })).toBe('district');
    expect(rule(person(2, ['commissioning-officer']), 'observation.enter', { district: 'E08000032' })).toBe('may');
  });

  test('an administrator has no say over money', () => {
    for (const act of ['spend.enter', 'spend.approve', 'fund.add', 'budget.add', 'return.certify'] as const) {
      expect(rule(person(1, ['administrator']), act)).toBe('role');
    }
  });
});

describe('passwords', () => {
  test('are kept as memory-hard hashes, and told apart', async () => {
    const kept = await hashPassword(PASSWORD);
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await isRightPassword(kept, PASSWORD)).toBe(true);
    expect(await isRightPassword(kept, `${PASSWORD} `)).toBe(false);
    expect(await isRightPassword(null, PASSWORD)).toBe(false);
  });
});

describe('going back after signing in', () => {
  test.each([
    ['/spend?status=approved', '/spend?status=approved'],
    ['//elsewhere.example', '/'],
    ['/\\elsewhere.example', '/'],
    ['/\t/elsewhere.example', '/'],
    ['https://elsewhere.example', '/'],
    ['javascript:alert(1)', '/'],
    ['@elsewhere.example', '/'],
    [undefined, '/'],
  ])('%s leads to %s', (address, leads) => {
    expect(safeReturn(address)).toBe(leads);
  });
});
