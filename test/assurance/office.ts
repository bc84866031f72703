import type { Knex } from 'knex';
import { addPerson } from '../../src/people/person.store.ts';
import { settableClock } from '../../src/platform/clock.ts';
import { fillOffice } from '../spend/office.ts';
import { filledOnce } from '../template.ts';

const MORE: [name: string, role: string, district?: string][] = [
  ['coordinator', 'coordinator'],
  ['chief', 'chief-executive'],
  ['secretariat', 'secretariat'],
  ['pcc', 'commissioner'],
  ['bradford', 'district-contact', 'E08000032'],
  ['member', 'peg-member'],
];

/** The small office of the spend tests, with those who see to inspections and hear young people. */
export const fillAssurance = filledOnce('assurance', async (db: Knex): Promise<void> => {
  await fillOffice(db);
  const { password_hash: passwordHash } = await db('person').first();
  const site = { db, clock: settableClock('2015-05-01T08:00:00.000Z') };
  for (const [name, role, districtCode] of MORE) {
    await addPerson(
      site,
      { officeId: 1, personId: null, role: 'program' },
      { email: `${name}@demo.example`, name, passwordHash, roles: [role], districtCode },
    );
  }
});

/** A day as the three boxes of a form send it; empty without a day. */
export function boxes(field: string, day = ''): Record<string, string> {
  const [year = '', month = '', date = ''] = day.split('-');
  return { [`${field}-day`]: date, [`${field}-month`]: month, [`${field}-year`]: year };
}

export const INSPECTION = {
  body: 'hmic',
  title: 'Child protection inspection',
  scope: 'force',
  inspected: 'August 2014',
  ...boxes('published', '2015-07-02'),
  expected: '',
  link: 'https://www.example.org/report',
  summary: 'What was found',
  judgement: '',
};

export const RECOMMENDATION = {
  inspection: 'IN-001',
  number: '3',
  title: 'Quality of investigations',
  text: 'Supervise every open case',
  addressedTo: 'force',
  priority: 'high',
  stance: 'accepted',
  reasons: '',
  ...boxes('responseDue', '2015-08-14'),
  response: '',
};

export const ACTION = {
  recommendation: 'RC-001',
  what: 'Supervise each case monthly',
  who: 'Head of Safeguarding',
  ...boxes('due', '2015-08-31'),
  ...boxes('done'),
  evidence: '',
};

export const LINK = {
  recommendation: 'RC-001',
  initiative: 'I-01',
  agreement: '',
  allocation: '',
  decision: '',
  how: 'Pays for the investigators',
  standing: 'stands',
};

export const QUESTION = {
  question: 'How will the cases be put right?',
  ...boxes('asked', '2015-07-03'),
  askedBy: 'The Commissioner',
  setting: 'letter',
  where: '',
  inspection: 'IN-001',
  recommendation: '',
  ...boxes('due', '2015-07-24'),
  answer: '',
  ...boxes('answered'),
  outcome: '',
  followUp: '',
};

export const ENGAGEMENT = {
  group: 'Youth Voice Your PCC',
  ...boxes('held', '2015-07-11'),
  manner: 'session',
  district: '',
  tookPart: '14',
  ages: '',
  facilitatedBy: 'Engagement officer',
  consent: 'each-and-carers',
  support: 'present',
  heard: 'Young people want to know what happens after they tell somebody.',
};

export const VOICE_CHANGE = {
  engagement: 'EN-001',
  answer: 'change',
  what: 'Every session says what happens next.',
  ...boxes('decided', '2015-07-20'),
  initiative: 'I-02',
  recommendation: '',
  ...boxes('due', '2015-09-30'),
  ...boxes('done'),
  ...boxes('fedBack'),
  fedBackHow: '',
};
