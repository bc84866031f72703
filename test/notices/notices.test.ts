import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { verifyChain } from '../../src/audit/verify.ts';
import { remindCommand } from '../../src/home/remind.command.ts';
import { reminding } from '../../src/home/remind-daily.ts';
import type { Deadline } from '../../src/notices/deadline.ts';
import { sendDue } from '../../src/notices/deliver.ts';
import { headerLine, postedAfter, smtpPost } from '../../src/notices/mail.ts';
import { listNotices, writeReminders } from '../../src/notices/notice.store.ts';
import { isToSend, nextTry, noticeState } from '../../src/notices/notice.ts';
import { reminderWords, stageOn } from '../../src/notices/reminder.ts';
import { ConfigError, readConfig } from '../../src/platform/config.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { silentLog } from '../../src/platform/log.ts';
import { isMailAddress } from '../../src/platform/mail-address.ts';
import { fillOffice } from '../spend/office.ts';
import { plain, rowsOf } from '../spend/page.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { MailServer, opened } from './mail-server.ts';

const deadline = (changes: Partial<Deadline> = {}): Deadline => ({
  kind: 'monitoring-return',
  ref: 'AG-2015-001 2015-04-01',
  dueOn: '2015-07-31',
  what: 'Monitoring return of AG-2015-001',
  path: '/monitoring-returns/AG-2015-001/2015-04-01',
  to: { roles: ['commissioning-officer'] },
  ...changes,
});

describe('People are reminded', () => {
  test.each([
    ['2015-07-16', null],
    ['2015-07-17', 'before'],
    ['2015-07-30', 'before'],
    ['2015-07-31', 'on-the-day'],
    ['2015-08-06', 'on-the-day'],
    ['2015-08-07', 'after'],
    ['2016-08-07', 'after'],
  ])('on %s of what is due on 31 July: %s', (today, stage) => {
    expect(stageOn(today, '2015-07-31')?.stage ?? null).toBe(stage);
  });

  test('in words that say how it stands, without a figure', () => {
    expect(reminderWords(deadline(), '2015-07-20')).toEqual({
      subject: 'Due soon: Monitoring return of AG-2015-001',
      body: 'Monitoring return of AG-2015-001 is due on 31 July 2015.',
    });
    expect(reminderWords(deadline(), '2015-07-31').subject).toMatch(/^Due today/);
    expect(reminderWords(deadline(), '2015-08-09').body).toContain('was due on 31 July 2015');
  });
});

describe('A letter', () => {
  test.each([
    ['Due: a\r\nBcc: thief@example.org', 'Due: a Bcc: thief@example.org'],
    ['Due:\u0000 a\n\n b', 'Due: a b'],
    ['Due: a\u2028b\u0085c\u007fd', 'Due: a b c d'],
    ['x'.repeat(300), 'x'.repeat(200)],
  ])('starts no second header: %j', (subject, line) => {
    expect(headerLine(subject)).toBe(line);
  });

  test.each([
    ['finance@demo.example', true],
    ["o'neill+cse@office.example", true],
    ['a@b.example,c@d.example', false],
    ['a@b.example\r\nRCPT TO:<c@d.example>', false],
    ['A Name <a@b.example>', false],
    ['"a b"@c.example', false],
    ['a@b..example ', false],
    ['@b.example', false],
  ])('goes to one plain address: %j %s', (address, is) => {
    expect(isMailAddress(address)).toBe(is);
  });

  test.each([
    [
      'the server will never take it',
      { code: 'EENVELOPE', responseCode: 550 },
      true,
      { step: 'failed', answer: '550', final: true },
    ],
    [
      'the server is busy',
      { code: 'EMESSAGE', responseCode: 451 },
      true,
      { step: 'failed', answer: '451', final: false },
    ],
    [
      'the password is wrong, which may be mended',
      { code: 'EAUTH', responseCode: 535 },
      false,
      { step: 'failed', answer: '535', final: false },
    ],
    ['nobody answered', { code: 'ESOCKET' }, false, { step: 'failed', answer: 'ESOCKET', final: false }],
    [
      'it broke off while the letter was on its way',
      { code: 'ECONNECTION' },
      true,
      { step: 'unknown', answer: 'ECONNECTION' },
    ],
  ] as const)('that was not taken: %s', (_what, error, isOnItsWay, posted) => {
    expect(postedAfter(error, isOnItsWay)).toEqual(posted);
  });

  test('is tried again after ever longer waits, and given up after the fifth time', () => {
    const now = '2015-07-31T07:00:00.000Z';
    expect([1, 2, 3, 4, 5].map((attempt) => nextTry(attempt, now, false)?.slice(11, 16) ?? null)).toEqual([
      '07:05',
      '07:30',
      '09:00',
      '15:00',
      null,
    ]);
    expect(nextTry(1, now, true)).toBeNull();
    const begun = { attempt: 1, step: 'begun', answer: null, nextTryAt: null, at: now } as const;
    expect(noticeState({ deliveries: [begun] }, '2015-07-31T07:09:59.000Z')).toBe('being sent');
    expect(noticeState({ deliveries: [begun] }, '2015-07-31T07:10:00.000Z')).toBe('not known');
    expect(isToSend({ deliveries: [begun], writtenAt: now }, '2015-07-31T12:00:00.000Z')).toBe(false);
    expect(isToSend({ deliveries: [], writtenAt: now }, '2015-08-07T07:00:00.000Z')).toBe(true);
    expect(isToSend({ deliveries: [], writtenAt: now }, '2015-08-07T07:00:00.001Z')).toBe(false);
  });
});

describe('The settings of mail', () => {
  const mail = (env: Record<string, string>) => readConfig(env).mail;
  const all = {
    SMTP_URL: 'smtp://mail.office.example:587',
    MAIL_FROM: 'cse@office.example',
    BASE_URL: 'https://cse.office.example/',
  };
  test('are none by default, and checked and named when wrong, without the password', () => {
    expect([mail({}), readConfig({}).remindAt]).toEqual([null, '07:00']);
    expect(mail(all)).toEqual({ url: all.SMTP_URL, from: 'cse@office.example', baseUrl: 'https://cse.office.example' });
    const wrong: [string, Record<string, string>][] = [
      ['SMTP_URL', { ...all, SMTP_URL: 'https://name:secret@mail.example' }],
      ['SMTP_URL', { ...all, SMTP_URL: 'smtp://name:secret@mail.example/path' }],
      ['SMTP_URL', { ...all, SMTP_URL: 'smtp://name:secret@mail.example\nX' }],
      ['MAIL_FROM', { ...all, MAIL_FROM: 'CSE <cse@office.example>' }],
      ['MAIL_FROM', { SMTP_URL: all.SMTP_URL, BASE_URL: all.BASE_URL }],
      ['BASE_URL', { ...all, BASE_URL: 'cse.office.example' }],
      ['BASE_URL', { SMTP_URL: all.SMTP_URL, MAIL_FROM: all.MAIL_FROM }],
      ['REMIND_AT', { REMIND_AT: '7' }],
    ];
    for (const [name, env] of wrong) {
      expect(() => readConfig(env)).toThrow(ConfigError);
      expect(() => readConfig(env)).toThrow(name);
      expect(() => readConfig(env)).not.toThrow('secret');
    }
  });
});

describe.each(DATABASES)('Reminders on %s', (kind) => {
  let world: World;
  let server: MailServer;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    server = await MailServer.open();
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await world.close();
  });
  beforeEach(() => {
    server.letters.length = 0;
  });

  const post = () => ({
    post: smtpPost({ url: server.url, from: 'cse@office.example', baseUrl: '' }),
    baseUrl: 'https://cse.office.example',
  });
  const states = async () => (await listNotices(world.db, 1)).map((notice) => noticeState(notice, world.clock.now()));
  let day = 1;
  /** Writes one reminder that was never written before. */
  const write = async (changes: Partial<Deadline> = {}) => {
    day += 1;
    const dueOn = `2015-07-${String(day).padStart(2, '0')}`;
    expect(await writeReminders(world.site, 1, [deadline({ dueOn, ...changes })], dueOn)).toBe(1);
  };

  test('a reminder is written once for each deadline, stage and recipient, however often one looks', async () => {
    const deadlines = [
      deadline(),
      deadline({ kind: 'payable', ref: 'PY-1', to: { roles: ['finance-officer', 'finance-manager'] } }),
    ];
    expect(await writeReminders(world.site, 1, deadlines, '2015-07-01')).toBe(0);
    expect(await writeReminders(world.site, 1, deadlines, '2015-07-20')).toBe(4);
    const both = await Promise.all([1, 2].map(() => writeReminders(world.site, 1, deadlines, '2015-07-31')));
    expect(both.toSorted()).toEqual([0, 4]);
    expect(await writeReminders(world.site, 1, deadlines, '2015-08-01')).toBe(0);
    // Where nobody holds the role, the administrators are told; this office has none of either.
    expect(
      await writeReminders(world.site, 1, [deadline({ ref: 'x', to: { roles: ['secretariat'] } })], '2015-07-31'),
    ).toBe(0);
    expect(await states()).toEqual(new Array(8).fill('written'));
  });

  test('a letter arrives once, with a link and nothing else, and never again', async () => {
    world.clock.set('2015-08-20T07:00:00.000Z');
    await write({ what: 'Return of AG-1\r\nBcc: thief@example.org' });
    expect(await sendDue(world.site, 1, post())).toBe(1);
    expect(await sendDue(world.site, 1, post())).toBe(0);
    expect(server.letters).toHaveLength(1);
    const [letter] = server.letters;
    expect([letter?.from, letter?.to]).toEqual([
      'MAIL FROM:<cse@office.example>',
      ['RCPT TO:<commissioning@demo.example>'],
    ]);
    const { headers, body } = opened(letter?.text ?? '');
    expect(body).toContain('https://cse.office.example/monitoring-returns/AG-2015-001/2015-04-01');
    expect(headers).toMatch(/^Subject: Due today: Return of AG-1 Bcc: thief@example\.org$/m);
    expect(headers).not.toMatch(/^Bcc:/im);
    expect(body).not.toContain('£');
  });

  test('what the server does not take is tried again later, and given up when it never will', async () => {
    world.clock.set('2015-09-01T07:00:00.000Z');
    await write();
    server.script.push({ RCPT: '451 later' });
    expect(await sendDue(world.site, 1, post())).toBe(0);
    expect((await states())[0]).toBe('to be tried again');
    expect(await sendDue(world.site, 1, post())).toBe(0);
    world.clock.set('2015-09-01T07:06:00.000Z');
    expect(await sendDue(world.site, 1, post())).toBe(1);
    expect([server.letters.length, (await states())[0]]).toEqual([1, 'sent']);
    await write();
    server.script.push({ RCPT: '550 no such person' });
    expect(await sendDue(world.site, 1, post())).toBe(0);
    expect((await states())[0]).toBe('given up');
    await write();
    server.script.push({ greeting: 'drop' });
    await sendDue(world.site, 1, post());
    expect((await states())[0]).toBe('to be tried again');
  });

  test('what broke off while it was on its way is not known, and is not sent twice', async () => {
    world.clock.set('2015-10-01T07:00:00.000Z');
    await write();
    server.script.push({ '.': 'drop' });
    expect(await sendDue(world.site, 1, post())).toBe(0);
    expect([server.letters.length, (await states())[0]]).toEqual([1, 'not known']);
    world.clock.set('2015-10-02T07:00:00.000Z');
    expect([await sendDue(world.site, 1, post()), server.letters.length]).toEqual([0, 1]);
    // As where the process itself ended after it began.
    await write();
    await expect(sendDue(world.site, 1, { ...post(), post: () => Promise.reject(new Error('ended')) })).rejects.toThrow(
      'ended',
    );
    world.clock.set('2015-10-02T08:00:00.000Z');
    expect([await sendDue(world.site, 1, post()), (await states())[0]]).toEqual([0, 'not known']);
  });

  test('each morning the server writes and sends; without a mail server it writes alone', async () => {
    world.clock.set('2015-11-02T06:59:00.000Z');
    const look = reminding({ site: world.site, log: silentLog, time: '07:00', mail: post() });
    await world.db('office').update({ standing_day: '2015-11-02' });
    const before = (await listNotices(world.db, 1)).length;
    const { setDuty } = await import('../../src/spend/monitoring/duty.store.ts');
    const { acting } = await import('../home/papers.ts');
    const duty = {
      agreement: 'AG-2015-001',
      appliesFrom: '2015-04-01',
      rhythm: 'half-yearly',
      daysAfter: null,
      finalDays: null,
      reason: null,
    } as const;
    await acting(world, 'commissioning@demo.example', async (act) => {
      await setDuty(act, duty);
      return null;
    });
    await look();
    expect(await listNotices(world.db, 1)).toHaveLength(before);
    world.clock.set('2015-11-02T07:00:00.000Z');
    await look();
    await look();
    expect(server.letters).toHaveLength(1);
    expect(opened(server.letters[0]?.text ?? '').body).toContain('was due on 31 October 2015');
    const written: string[] = [];
    const told = process.stdout.write;
    process.stdout.write = ((line: string) => written.push(line) > 0) as typeof told;
    try {
      const call = { site: world.site, positionals: [], production: false };
      expect(await remindCommand.run({ ...call, values: { 'dry-run': true } })).toBe(0);
      await world.db('office').update({ standing_day: '2015-11-07' });
      expect(await remindCommand.run({ ...call, values: { 'dry-run': true } })).toBe(0);
      expect(await remindCommand.run({ ...call, values: {} })).toBe(0);
    } finally {
      process.stdout.write = told;
    }
    expect(written).toEqual([
      '0 reminders would be written. Nothing was.\n',
      'commissioning@demo.example: Overdue: Monitoring return of AG-2015-001, 1 Apr 2015 to 30 Sep 2015 (due 31 October 2015)\n',
      '1 reminder would be written. Nothing was.\n',
      '1 reminder was written.\n',
      'No mail server is set (SMTP_URL), so none is sent.\n',
    ]);
  });

  test('the outbox says what was written, to whom and what became of it; the chain holds', async () => {
    const commissioning = await world.signIn('commissioning@demo.example');
    const page = (await commissioning.get('/notices')).text;
    expect(rowsOf(page)[1]?.slice(1)).toEqual([
      'Overdue: Monitoring return of AG-2015-001, 1 Apr 2015 to 30 Sep 2015',
      '31 Oct 2015',
      '7 days after',
      'commissioning',
      'Commissioning officer',
      'Written',
      '',
    ]);
    const rows: Record<string, string>[] = parse((await commissioning.get('/notices.csv?state=given+up')).text, {
      bom: true,
      columns: true,
    });
    expect(rows.map(({ State }) => State)).toEqual(['Given up']);
    expect((await commissioning.get('/notices?state=lost')).status).toBe(400);
    expect((await (await world.signIn('finance@demo.example')).get('/notices')).status).toBe(403);
    expect(plain(page)).not.toContain('@demo.example');
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });
});

describe('Two servers side by side, on PostgreSQL', () => {
  test('send each letter once between them', async () => {
    const world = await openWorld('postgres', fillOffice);
    const server = await MailServer.open();
    const { database } = (await world.db.raw('SELECT current_database() AS database')).rows[0];
    const url = new URL(process.env.CSE_TEST_POSTGRES as string);
    url.pathname = `/${database}`;
    const second = await openDatabase({ kind: 'postgres', url: url.href }, false);
    try {
      const deadlines = Array.from({ length: 6 }, (_, index) => deadline({ ref: `AG ${index}` }));
      const sites = [world.site, { db: second, clock: world.clock }];
      const counts = await Promise.all(sites.map((site) => writeReminders(site, 1, deadlines, '2015-07-31')));
      expect(counts.toSorted()).toEqual([0, 6]);
      const post = {
        post: smtpPost({ url: server.url, from: 'cse@office.example', baseUrl: '' }),
        baseUrl: 'http://x',
      };
      const sent = await Promise.all(sites.map((site) => sendDue(site, 1, post)));
      expect((sent[0] ?? 0) + (sent[1] ?? 0)).toBe(6);
      expect(server.letters).toHaveLength(6);
      expect(await sendDue(sites[1] as (typeof sites)[0], 1, post)).toBe(0);
    } finally {
      await second.destroy();
      await server.close();
      await world.close();
    }
  }, 60_000);
});
