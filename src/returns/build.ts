import type { Site } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import type { Quarter } from '../calendar/quarter.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { findOffice, type Office } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import { buildContent } from './content.ts';
import { type ReturnFile, readFiledFiles } from './filed.ts';
import { listFilings } from './filing.store.ts';
import { type Filing, returnRef, stateOf, type WantedReturn } from './filing.ts';
import { packageFiles, readPackageContext } from './package.ts';
import { meantReturn, mustBeClosed } from './prepare.ts';
import type { Template } from './template.ts';

/** A return with its files. */
export interface BuiltReturn {
  ref: string;
  submitted: boolean;
  files: { fileName: string; content: Buffer }[];
}

/**
 * The files of a template's return for a quarter or a year: the frozen bytes when it was submitted, otherwise those of
 * its latest draft, or of a draft as the books stand now when nobody has prepared one. Refused as preparing it is: an
 * unknown template, a quarter that is not over, a source that is needed and not named.
 */
export async function buildReturn(
  site: Site,
  officeId: number,
  template: string,
  quarter: Quarter,
  source: string | null = null,
): Promise<BuiltReturn> {
  const { db } = site;
  const meant = await meantReturn(db, officeId, { template, quarter, source });
  const ref = returnRef(meant);
  mustBeClosed(await readPeriods(db, officeId), meant.quarter);
  const [latest] = await listFilings(db, officeId, { ref });
  const filing = latest ?? (await unpreparedFiling(db, officeId, meant));
  const tried = latest === undefined ? meant.template : undefined;
  const files = await readReturnFiles(db, await findOffice(db, officeId), filing, tried);
  return {
    ref,
    submitted: stateOf(filing) === 'submitted',
    files: files.filter(({ isRemoved }) => isRemoved !== true),
  };
}

/** A draft that nobody has prepared, as the books stand now. */
export async function unpreparedFiling(db: Db, officeId: number, meant: WantedReturn): Promise<Filing> {
  const { template, quarter, source } = meant;
  return {
    id: null,
    ref: returnRef(meant),
    draft: 0,
    template: template.name,
    templateVersion: template.version,
    templateId: null,
    source,
    standing: 'final',
    followsId: null,
    quarter,
    cutoff: await latestMoment(db, officeId),
    preparedBy: null,
    preparedAt: null,
    steps: {},
    latest: true,
    explanations: new Map(),
    explainedSeq: 0,
  };
}

/**
 * A filing's files: frozen when it was submitted, built as at its cut-off otherwise. One that nobody prepared names no
 * template that is kept, so its own is given as `tried`.
 */
export async function readReturnFiles(db: Db, office: Office, filing: Filing, tried?: Template): Promise<ReturnFile[]> {
  if (stateOf(filing) === 'submitted') return readFiledFiles(db, office, filing);
  const content = await buildContent(db, office, filing, tried);
  return packageFiles(content, await readPackageContext(db, office, filing, content)).files;
}
