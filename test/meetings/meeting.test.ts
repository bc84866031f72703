import { describe, expect, test } from '@jest/globals';
import { endsAt, readTime, timed, timeShown } from '../../src/meetings/meeting.ts';

describe('the times of a meeting', () => {
  test.each([
    ['10:00', '10:00'],
    ['9.30', '09:30'],
    ['9:30am', '09:30'],
    ['10am', '10:00'],
    ['2pm', '14:00'],
    ['2.45 PM', '14:45'],
    ['12am', '00:00'],
    ['12pm', '12:00'],
    ['0:05', '00:05'],
    ['23:59', '23:59'],
  ])('%s is read as %s', (typed, time) => {
    expect(readTime(typed)).toBe(time);
  });

  test.each(['', '10', '24:00', '9:60', '13pm', '0am', 'noon', '10:0', '1e1', '10:00:00', '-1:00', '９:30'])(
    '%p is not a time',
    (typed) => {
      expect(readTime(typed)).toBeNull();
    },
  );

  test('are shown as people say them', () => {
    expect(['00:00', '09:05', '12:00', '14:30'].map(timeShown)).toEqual(['12am', '9:05am', '12pm', '2:30pm']);
  });

  test('run on from item to item, past midnight too', () => {
    const item = { title: 'Item', lead: 'Chair', purpose: 'decision', minutes: 45 } as const;
    expect(timed('23:00', [item, item, item]).map(({ number, at }) => [number, at])).toEqual([
      [1, '23:00'],
      [2, '23:45'],
      [3, '00:30'],
    ]);
    expect(endsAt('23:00', [item, item, item])).toBe('01:15');
    expect(endsAt('10:00', [])).toBe('10:00');
  });
});
