import { describe, expect, test } from '@jest/globals';
import { type Chart, groupedBars, quarterColumns } from '../../src/platform/chart.ts';

const KINDS = { groupedBars, quarterColumns };
const HOSTILE = `</text><script>alert(1)</script>"'&\u0000\ud800`;

function value(amount: number | null, text = `£${amount}`): { value: number | null; text: string } {
  return { value: amount, text };
}

function chart(changes: Partial<Chart> = {}): Chart {
  return {
    id: 'spend',
    title: 'Most was spent in the second quarter',
    description: 'Spend was £10 in the first quarter and £40 in the second.',
    series: ['Budget', 'Spent'],
    rows: [
      { label: 'Q1', values: [value(20), value(10)] },
      { label: 'Q2', values: [value(30), value(40)] },
    ],
    axis: (amount) => `£${amount}`,
    ...changes,
  };
}

describe.each(Object.entries(KINDS))('%s', (_, draw) => {
  test('the same chart is the same bytes', () => {
    expect(draw(chart())).toBe(draw(chart()));
  });

  test('says what it shows to those who cannot see it', () => {
    const svg = draw(chart());
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="spend-title spend-desc"/);
    expect(svg).toContain('<title id="spend-title">Most was spent in the second quarter</title>');
    expect(svg).toContain('<desc id="spend-desc">Spend was £10');
  });

  test('passes a strict content policy: no styles, no handlers', () => {
    expect(draw(chart())).not.toMatch(/style|<script|\son\w+=/);
  });

  test('hostile words stay words', () => {
    const rows = [{ label: HOSTILE, values: [value(1, HOSTILE), value(null, HOSTILE)] }];
    const svg = draw(
      chart({ title: HOSTILE, description: HOSTILE, series: [HOSTILE, HOSTILE], rows, axis: () => HOSTILE }),
    );
    expect(svg).not.toMatch(/<script|\p{Cc}|\p{Surrogate}/u);
    expect(svg).toContain('&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
  });

  test('a hidden value is drawn as hidden over all that it could be, and not as nought or as missing', () => {
    const svgOf = (second: { value: number | null; text: string }) =>
      draw(chart({ rows: [{ label: 'Q1', values: [value(20), second] }] }));
    const hidden = svgOf(value(null, '[c]'));
    expect(hidden).toContain('>[c]</text>');
    expect(hidden).not.toMatch(/£null|>null|NaN/);
    const [, width = '', height = ''] =
      /width="([\d.]+)" height="([\d.]+)" fill="url\(#spend-hidden\)"/.exec(hidden) ?? [];
    // As long as the plot, though the largest value shown is no longer than that.
    expect(Math.max(Number(width), Number(height))).toBeGreaterThan(200);
    expect(hidden).toContain('stroke-dasharray="4 3"');
    expect(hidden).toContain('Its length says nothing of the number.');
    for (const other of [value(0), value(null, '[x]')]) {
      expect(svgOf(other)).not.toMatch(/spend-hidden|says nothing/);
    }
  });

  test('with nothing to show there is still a chart', () => {
    const svg = draw(chart({ rows: [{ label: 'Q1', values: [value(null, '[x]'), value(null, '[x]')] }] }));
    expect(svg.match(/>\[x\]</g)).toHaveLength(2);
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(draw(chart({ rows: [] }))).not.toMatch(/NaN|Infinity/);
  });

  test('a negative value is drawn on the other side of nought', () => {
    const svg = draw(chart({ rows: [{ label: 'Q1', values: [value(20), value(-10, '−£10')] }] }));
    expect(svg).toContain('£-');
    expect(svg).not.toMatch(/(width|height)="-|NaN/);
  });

  test('refuses what it cannot show', () => {
    expect(() => draw(chart({ id: '"x' }))).toThrow(/id/);
    expect(() => draw(chart({ series: ['a', 'b', 'c', 'd', 'e'] }))).toThrow(/one to 4/);
    expect(() => draw(chart({ rows: [{ label: 'Q1', values: [value(1)] }] }))).toThrow(/lacks a value/);
    expect(() => draw(chart({ rows: [{ label: 'Q1', values: [value(Number.NaN), value(1)] }] }))).toThrow(/number/);
  });
});

test('a bar of a negative value ends left of nought, and its words stand beyond it', () => {
  const svg = groupedBars(chart({ series: ['Spent'], rows: [{ label: 'a', values: [value(-10, '−£10')] }] }));
  const bar = /<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/.exec(svg);
  const nought = /<line x1="([\d.]+)"[^>]*stroke="#0b0c0c"/.exec(svg);
  expect(Number(bar?.[1]) + Number(bar?.[2])).toBeCloseTo(Number(nought?.[1]), 1);
  expect(svg).toMatch(/text-anchor="end"[^>]*>−£10</);
});

test('four series are told apart by more than colour', () => {
  const values = [value(1), value(2), value(3), value(4)];
  const svg = groupedBars(chart({ series: ['a', 'b', 'c', 'd'], rows: [{ label: 'x', values }] }));
  const fills = new Set([...svg.matchAll(/height="13" fill="([^"]+)"/g)].map(([, fill]) => fill));
  expect([...fills]).toEqual(['#005a5b', 'url(#spend-hatch)', '#d5e6e4', 'url(#spend-dots)']);
});
