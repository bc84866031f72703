import { describe, expect, test } from '@jest/globals';
import { rag, ragRule } from '../../src/spend/rag.ts';

const pounds = (amount: number): number => Math.round(amount * 100);

describe('the rating of an over/(under)spend, at its boundaries', () => {
  test.each([
    // budget, over/(under)spend, ring-fenced, word
    [10_000, 0, false, 'Green'],
    [10_000, 100, false, 'Green'],
    [10_000, 100.01, false, 'Amber'],
    [10_000, 499.99, false, 'Amber'],
    [10_000, 500, false, 'Red'],
    [1_500_000, 1_000, false, 'Green'],
    [1_500_000, 1_000.01, false, 'Amber'],
    [1_500_000, 74_999.99, false, 'Amber'],
    [1_500_000, 75_000, false, 'Red'],
    [4_000_000, 99_999.99, false, 'Amber'],
    [4_000_000, 100_000, false, 'Red'],
    // An underspend counts only where what is unspent lapses.
    [10_000, -9_000, false, 'Green'],
    [10_000, -100, true, 'Green'],
    [10_000, -100.01, true, 'Amber'],
    [10_000, -499.99, true, 'Amber'],
    [10_000, -500, true, 'Red'],
    // Spend without a budget is red; nothing without a budget is not rated.
    [0, 0.01, false, 'Red'],
    [0, 0.01, true, 'Red'],
    [0, 0, false, 'Not rated'],
    [0, -5, true, 'Not rated'],
  ])('a budget of £%p with £%p over, ring-fenced %p, is %s', (budget, over, ringFenced, word) => {
    expect(rag(pounds(over), pounds(budget), ringFenced).word).toBe(word);
  });

  test('an amount that was never published is not rated, and is not green', () => {
    expect(rag(null, null, true)).toEqual({ word: 'Not rated', colour: 'grey' });
  });

  test('other thresholds rate otherwise, since they are data', () => {
    const strict = { red: { basisPoints: 200, pence: pounds(50) }, green: { basisPoints: 0, pence: 0 } };
    expect(rag(1, pounds(10_000), false, strict).word).toBe('Amber');
    expect(rag(pounds(50), pounds(10_000), false, strict).word).toBe('Red');
    expect(rag(0, pounds(10_000), false, strict).word).toBe('Green');
  });

  test('the rule says its own thresholds', () => {
    expect(ragRule()).toContain('Red from 5% of the current budget or £100,000, whichever is lower');
  });
});
