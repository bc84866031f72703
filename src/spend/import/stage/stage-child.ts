import { openToStage } from '../../../platform/database.ts';
import type { StagingOrder } from './stage-aside.ts';
import { stageFile } from './stage-file.ts';

// The child of stage-aside.ts: one file in, its plan in the database. It ends when its parent does.
process.once('message', async ({ database, planId, source, profiles }: StagingOrder) => {
  const db = openToStage(database);
  try {
    await stageFile(db, planId, source, profiles);
  } catch {
    process.exitCode = 1;
  } finally {
    await db.destroy();
    process.disconnect?.();
  }
});
