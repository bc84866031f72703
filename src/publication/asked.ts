import type { Moment } from '../audit/moment.ts';
import type { Span } from '../calendar/financial-year.ts';
import type { Month } from '../calendar/month.ts';
import type { Office } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import type { Settings } from './setting.ts';

/** Which items are asked for: those of a month as at a cut-off, and what an earlier month had not yet. */
export interface Asked {
  db: Db;
  office: Office;
  month: Month;
  cutoff: Moment;
  settings: Settings;
  /** The days that are looked through: back to the months published before, whose late items come now. */
  span: Span;
  /** What other months published already. */
  elsewhere: ReadonlySet<string>;
}
