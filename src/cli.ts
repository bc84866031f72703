import { parseArgs } from 'node:util';
import type { Knex } from 'knex';
import { type Command, UsageError } from './home/command.ts';
import { COMMANDS, findCommand } from './home/commands.ts';
import { systemClock } from './platform/clock.ts';
import { ConfigError, readConfig } from './platform/config.ts';
import { openDatabase } from './platform/database.ts';
import { Refusal } from './platform/refusal.ts';

/** Runs one command; answers the exit code: 0 done, 1 refused or found wrong, 2 not understood. */
async function run(args: string[]): Promise<number> {
  const { command, rest } = findCommand(args);
  if (command === null) {
    process.stdout.write(overview());
    return args.length === 0 || rest.includes('--help') ? 0 : 2;
  }
  if (rest.includes('--help')) {
    process.stdout.write(`${command.usage}\n\n${command.help}\n`);
    return 0;
  }
  const { values, positionals } = read(command, rest);
  const config = readConfig(process.env);
  const mayCreate = !config.production || command.createsDatabase === true;
  const db: Knex = await openDatabase(config.database, mayCreate);
  try {
    return await command.run({ site: { db, clock: systemClock }, values, positionals, production: config.production });
  } finally {
    await db.destroy();
  }
}

function read(command: Command, rest: string[]) {
  try {
    const { values, positionals } = parseArgs({ args: rest, options: command.options, allowPositionals: true });
    if (positionals.length !== command.positionals) {
      throw new UsageError(`${command.positionals} arguments are expected here; ${positionals.length} were given.`);
    }
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nUsage: ${command.usage}`);
  }
}

function overview(): string {
  const lines = COMMANDS.map(({ usage, help }) => `  ${usage}\n      ${help.split('\n')[0]}`);
  return `The CSE fund record's command line. Each command has --help.\n\n${lines.join('\n')}\n`;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError || error instanceof ConfigError || error instanceof Refusal) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof Refusal ? 1 : 2;
  } else {
    process.stderr.write(`This could not be done: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
