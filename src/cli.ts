import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Knex } from 'knex';
import { type Command, UsageError } from './home/command.ts';
import { findCommand, readCommands } from './home/commands.ts';
import { systemClock } from './platform/clock.ts';
import { ConfigError, readConfig } from './platform/config.ts';
import { openDatabase } from './platform/database.ts';
import { Refusal } from './platform/refusal.ts';

/** Runs one command; answers the exit code: 0 done, 1 refused or found wrong, 2 not understood. */
async function run(args: string[]): Promise<number> {
  const { command, rest } = await findCommand(args);
  if (command === null) {
    if (args.length === 0 || args[0] === '--help') {
      process.stdout.write(await overview());
      return 0;
    }
    throw new UsageError(`There is no command ${JSON.stringify(args.join(' ').slice(0, 60))}.\n\n${await overview()}`);
  }
  if (rest.includes('--help')) {
    process.stdout.write(`${command.usage}\n\n${command.help}\n`);
    return 0;
  }
  const { values, positionals } = read(command, rest);
  const config = readConfig(process.env);
  const { database, production } = config;
  const databaseMissing = database.kind === 'sqlite' && !existsSync(database.file);
  const prepared = await command.prepare?.({ values, positionals, production, databaseMissing });
  const mayCreate = !production || command.createsDatabase === true;
  const db: Knex = await openDatabase(database, mayCreate);
  try {
    return await command.run({
      site: { db, clock: systemClock, address: config.address },
      values: { ...values, ...prepared },
      positionals,
      production,
      mail: config.mail,
    });
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

async function overview(): Promise<string> {
  const lines = (await readCommands()).map(({ usage, help }) => `  ${usage}\n      ${help.split('\n')[0]}`);
  return `The CSE fund record's command line. Each command has --help.\n\n${lines.join('\n')}\n`;
}

// Whoever reads only the first lines, as `head` does, has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

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
