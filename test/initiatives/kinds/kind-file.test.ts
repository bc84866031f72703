import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { initiativeKinds, leadTimeDays } from '../../../src/initiatives/kinds/initiative-kind.ts';
import { readKinds } from '../../../src/initiatives/kinds/kind-file.ts';
import { NEW_KIND } from './new-kind.ts';

type Json = Record<string, unknown>;

/** What reading a folder with these kinds says, when the first is changed so. */
function said(change: (kind: Json) => void, ...others: Json[]): string {
  const kind = structuredClone(NEW_KIND) as Json;
  change(kind);
  const folder = mkdtempSync(path.join(tmpdir(), 'kinds-'));
  writeFileSync(path.join(folder, 'therapy.json'), JSON.stringify(kind));
  for (const other of others) writeFileSync(path.join(folder, `${other.code}.json`), JSON.stringify(other));
  try {
    readKinds(folder);
  } catch (error) {
    return (error as Error).message.replace(/^[^/]+\//, '');
  }
  return 'read';
}

const record = (kind: Json): Json => (kind.records as Json[])[0] as Json;
const question = (kind: Json, index: number): Json => (record(kind).questions as Json[])[index] as Json;

describe('the kinds of initiative', () => {
  test('are those of the office, in the order of its forms, with their lead times', () => {
    expect(initiativeKinds().map(({ code }) => code)).toEqual([
      'school-awareness',
      'specialist-foster-care',
      'specialist-investigators',
      'partnership',
    ]);
    expect(leadTimeDays('specialist-foster-care')).toBe(120);
    expect(leadTimeDays('no-such-kind')).toBeNull();
    expect(said(() => {})).toBe('read');
  });

  test.each<[string, (kind: Json) => void, string]>([
    [
      'a code that is not the name',
      (k) => Object.assign(k, { code: 'other' }),
      'therapy.json, code: expected therapy, as the file is called, found "other".',
    ],
    [
      'a lead time in words',
      (k) => Object.assign(k, { leadTimeDays: '56' }),
      'therapy.json, leadTimeDays: expected a whole number from 0 to 999, found "56".',
    ],
    [
      'a misspelt name',
      (k) => Object.assign(k, { leadTime: 5 }),
      'therapy.json, leadTime: expected no such name here, only code,',
    ],
    [
      'a kind of question that is none',
      (k) => Object.assign(question(k, 0), { kind: 'date' }),
      'therapy.json, records[0].questions[0].kind: expected one of text, longText,',
    ],
    [
      'two questions of one name',
      (k) => Object.assign(question(k, 1), { name: 'place' }),
      'therapy.json, records[0].questions[1].name: expected one that no other part of this list has, found "place".',
    ],
    [
      'a number that stands for no people',
      (k) => Object.assign(question(k, 3), { standsFor: 'place' }),
      'therapy.json, records[0].questions[3].standsFor: expected a question that counts people, of children',
    ],
    [
      'a choice without choices',
      (k) => Object.assign(question(k, 0), { kind: 'choice', choices: [] }),
      'therapy.json, records[0].questions[0].choices: expected at least one choice, found [].',
    ],
    [
      'an unknown rule',
      (k) => Object.assign(record(k), { rules: [{ rule: 'before' }] }),
      'therapy.json, records[0].rules[0].rule: expected one of order, at-most, required-if, within, one-for, found "before".',
    ],
    [
      'a rule about no day',
      (k) => Object.assign(record(k), { rules: [{ rule: 'order', first: 'place', last: 'first' }] }),
      'therapy.json, records[0].rules[0].first: expected a question of the kind day, of first',
    ],
    [
      'a role that may not',
      (k) => Object.assign(record(k), { enters: ['auditor'] }),
      'therapy.json, records[0].enters[0]: expected one of commissioning-officer,',
    ],
    [
      'a total of words',
      (k) => Object.assign((k.totals as Json[])[0] as Json, { add: ['place'] }),
      'therapy.json, totals[0].add[0]: expected a question that can be added up, of children, sessions, cost, found "place".',
    ],
    [
      'days that make no groups',
      (k) => Object.assign((k.totals as Json[])[0] as Json, { rows: 'first' }),
      'therapy.json, totals[0].rows: expected { "question": "first", "as": one of financial-year, quarter, school-year }, found "first".',
    ],
    [
      'an unknown basis',
      (k) => Object.assign((k.totals as Json[])[0] as Json, { basis: 'mean' }),
      'therapy.json, totals[0].basis: expected one of sum, posts, bed-nights, found "mean".',
    ],
    ['no list', (k) => Object.assign(k, { records: 'none' }), 'therapy.json, records: expected a list, found "none".'],
  ])('%s: the file, the place and what was expected are named', (_, change, sentence) => {
    expect(said(change)).toContain(sentence);
  });

  test('are refused when a district’s contact could enter what belongs to no district', () => {
    const withoutPlace = (kind: Json) => Object.assign(question(kind, 0), { optional: true });
    expect(said(withoutPlace)).toContain(
      'records[0].enters: expected no district-contact where no question of the kind place',
    );
  });

  test('are refused when two of them share a place, a sort of record or a prefix', () => {
    const other = { ...structuredClone(NEW_KIND), code: 'other', order: 9 } as Json;
    expect(said(() => {}, other)).toContain('records[0].code: expected a code that no other kind uses');
    const { records, ...rest } = other;
    const apart = { ...rest, records: [{ ...(records as Json[])[0], code: 'other-hours' }], totals: [] };
    expect(said(() => {}, apart)).toContain('records[0].prefix: expected a prefix that no other kind uses');
    expect(said(() => {}, { ...apart, records: [], order: 5 })).toContain(
      'order: expected a place of its own among the kinds',
    );
  });

  test('are refused when the arithmetic of posts or beds lacks what it works with', () => {
    const posts = {
      basis: 'posts',
      code: 'posts',
      title: 'Posts',
      posts: { sort: 'therapy' },
      fillings: { sort: 'therapy' },
    };
    expect(said((kind) => Object.assign(kind, { totals: [posts] }))).toContain(
      'totals[0].posts.label: expected a question of the kind text that must be answered, of source, found nothing.',
    );
  });

  test('are refused when a file is no JSON at all', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kinds-'));
    writeFileSync(path.join(folder, 'broken.json'), '{ "code": ');
    expect(() => readKinds(folder)).toThrow(/broken\.json: expected JSON, and it could not be read/);
  });
});
