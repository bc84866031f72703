import { seedDemonstration } from '../../seeds/demonstration.ts';
import { readConfig } from '../../src/platform/config.ts';
import { openDatabase } from '../../src/platform/database.ts';

const db = await openDatabase(readConfig(process.env).database, true);
await seedDemonstration(db);
await db.destroy();
