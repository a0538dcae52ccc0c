import { Command, Option } from 'commander';
import { roles } from '../../../api/route.ts';
import { Failure } from '../../../base/failure.ts';
import { hashPassword, hashSecret, newSecret } from '../../../studio/auth/passwords.ts';
import { readArchive } from '../../../studio/data/archive.ts';
import { newId } from '../../../studio/new-id.ts';
import type { Studio } from '../../../studio/studio.ts';
import { type DataOptions, dataOptions } from './data-folder.ts';
import { openToRead, withStudio } from './keep.ts';

/** Commands of whoever has the data folder: people, keys, and projects from files. */
export function peopleCommands(): Command[] {
  return [userCommand(), keyCommand(), importCommand()];
}

function userCommand(): Command {
  return dataOptions(new Command('user'))
    .description('Make an account, or give it a new password, which is printed once.')
    .addHelpText('after', '\nExample:\n  thimble user ada@example.org')
    .argument('<email>')
    .option('--name <name>', 'of the person')
    .option('--administrator', 'who looks after the whole installation')
    .action((email: string, options: DataOptions & { name?: string; administrator?: boolean }) =>
      withStudio(options, async ({ db }) => {
        const password = newSecret().slice(0, 20);
        const hashed = await hashPassword(password);
        const row = {
          id: newId(),
          email: email.toLowerCase(),
          name: options.name ?? email,
          password: hashed,
          administrator: options.administrator ? 1 : 0,
          disabled: 0,
          created_at: Date.now(),
        };
        await db
          .insertInto('users')
          .values(row)
          .onConflict((conflict) =>
            conflict.column('email').doUpdateSet({ password: hashed, disabled: 0 }),
          )
          .execute();
        console.log(`${email} signs in with this password, which is not shown again:\n${password}`);
      }),
    );
}

function keyCommand(): Command {
  return dataOptions(new Command('key'))
    .description('Make a key for programs, for one project; it is printed once.')
    .addHelpText('after', "\nExample:\n  thimble key 'Wrist gestures'")
    .argument('<project>', 'its name')
    .addOption(new Option('--role <role>', 'what it may do').choices([...roles]).default('editor'))
    .option('--name <name>', 'what it is for', 'command line')
    .action((project: string, options: DataOptions & { role: string; name: string }) =>
      withStudio(options, async (studio) => {
        const id = newId();
        const secret = newSecret();
        await studio.db
          .insertInto('api_keys')
          .values({
            id,
            project_id: await projectNamed(studio, project),
            name: options.name,
            role: options.role,
            prefix: `thimble_${id.slice(0, 14)}`,
            secret_hash: hashSecret(secret),
            created_at: Date.now(),
            last_used_at: null,
          })
          .execute();
        console.log(`thimble_${id}_${secret}`);
      }),
    );
}

function importCommand(): Command {
  return dataOptions(new Command('import'))
    .description('Read a project that `thimble export` wrote.')
    .addHelpText('after', '\nExample:\n  thimble import gestures.thimble')
    .argument('<file>')
    .option('--owner <email>', 'whose project it shall be')
    .action((file: string, options: DataOptions & { owner?: string }) =>
      withStudio(options, async (studio) => {
        const { owner } = options;
        const user = owner
          ? await studio.db
              .selectFrom('users')
              .select('id')
              .where('email', '=', owner.toLowerCase())
              .executeTakeFirst()
          : null;
        if (user === undefined)
          throw new Failure(
            'not-found',
            `There is no account for ${owner}: make one with thimble user.`,
          );
        await readArchive(studio, openToRead(file), 'project', user?.id ?? null);
        console.log(`${file} is a project of this studio now.`);
      }),
    );
}

async function projectNamed({ db }: Studio, name: string): Promise<string> {
  const rows = await db
    .selectFrom('projects')
    .select(['id', 'name'])
    .where('name', '=', name)
    .execute();
  if (rows.length === 1) return rows[0]!.id;
  const all = await db.selectFrom('projects').select('name').limit(20).execute();
  const names = all.map((row) => JSON.stringify(row.name)).join(', ') || 'none';
  throw new Failure(
    'not-found',
    `${rows.length === 0 ? 'No project' : 'More than one project'} is called ${JSON.stringify(name)}; there are: ${names}.`,
  );
}
