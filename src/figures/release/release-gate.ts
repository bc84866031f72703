import { quarterLabel } from '../../calendar/quarter.ts';
import type { ProtectedRelease } from '../../disclosure/protect.ts';
import { nameKey, type Published } from '../../disclosure/release.ts';
import type { Marker, TraceRow, Value } from '../../ledger/figure.ts';
import type { FigureAsked } from '../../ledger/shown-figure.ts';
import type { Measure } from '../../outcomes/measure.ts';
import type { Observation } from '../../outcomes/observation.ts';
import { type Observed, rowLabel } from '../../outcomes/observed.ts';
import { figureKey } from '../figure-key.ts';
import { ALL, type Asked, type CountRelease } from './count-release.ts';
import type { Gate } from './gate.ts';

/** Lets pass what a protected release shows, and nothing else of what it was made of. */
export class ReleaseGate implements Gate {
  private readonly all: Observed;
  private readonly counts: CountRelease;
  private readonly answered: Pick<ProtectedRelease, 'facts' | 'ratios'>;
  private readonly byName: ReadonlyMap<string, Published>;

  constructor(all: Observed, counts: CountRelease, answered: Pick<ProtectedRelease, 'facts' | 'ratios'>) {
    this.all = all;
    this.counts = counts;
    this.answered = answered;
    this.byName = new Map(
      Object.entries(answered.facts).map(([key, shown]) => [key.slice(0, key.lastIndexOf('@')), shown]),
    );
  }

  answer({ figure, scope }: FigureAsked): Value | null {
    const asked = this.counts.asked.get(figureKey(figure, scope));
    if (asked === undefined) return null;
    const { value, marker } = this.shown(asked);
    return { scope, value, marker, leavesOut: marker === 'c' ? [] : asked.leavesOut };
  }

  rows({ figure, scope }: FigureAsked): TraceRow[] {
    const asked = this.counts.asked.get(figureKey(figure, scope));
    const measure = this.all.measures.get(scope.measure ?? '');
    if (asked === undefined || measure === undefined) return [];
    const total = this.shown(asked);
    if (figure.endsWith('share')) {
      const href = `/measures/${measure.code}`;
      return [{ label: `${measure.code} in per cent of ${measure.denominator}`, href, day: null, ...total }];
    }
    return asked.rows.map((row) => ({
      label: rowLabel(measure, row),
      href: `/measures/${row.measure}`,
      day: null,
      ...(total.value === null && row.value !== null ? HIDDEN : this.shownRow(measure, row)),
    }));
  }

  private shown(asked: Asked): { value: number | null; marker: Marker } {
    if (asked.key === null) return { value: null, marker: asked.marker };
    const shown = this.answered.facts[asked.key] ?? this.answered.ratios[asked.key];
    if (shown === undefined) throw new Error(`${asked.key} was not published.`);
    return shown.value === null ? shown : { value: shown.value, marker: asked.marker };
  }

  /** An observation stands with its number where that is published itself. */
  private shownRow(measure: Measure, row: Observation): { value: number | null; marker: Marker } {
    if (row.value === null) return { value: null, marker: row.marker ?? 'x' };
    const through = quarterLabel(row.quarter);
    const shown = this.byName.get(
      nameKey({
        measure: row.measure,
        place: row.place,
        category: row.category === '' ? ALL : row.category,
        time: { from: measure.basis === 'cumulative' ? null : through, through },
      }),
    );
    if (shown === undefined || shown.value === null) return HIDDEN;
    return { value: shown.value, marker: this.all.counts.isRevised(row) ? 'r' : '' };
  }
}

const HIDDEN = { value: null, marker: 'c' as const };
