import { join } from 'node:path';
import type { Command } from 'commander';
import { compileTflite } from '../../pipeline/network/profile.ts';
import { emulatedCores } from '../../toolchain/machines.ts';
import { abandon, openOutputFolder } from '../output-folder.ts';
import { fileBytes, type NetworkOptions, networkCommand, settingsFrom } from './network-options.ts';

interface CompileCommandOptions extends NetworkOptions {
  readonly out?: string;
  readonly name?: string;
  readonly json?: boolean;
}

/** thimble compile MODEL.tflite */
export function compileCommand(version: string): Command {
  return networkCommand(
    'compile',
    'Turn a .tflite network into C for a core, without an interpreter.',
  )
    .option('--out <folder>', 'where to put it (default: out/<name>)')
    .option('--name <name>', 'name of the library in C (default: after the file)')
    .option('--json', 'print what was made as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  thimble compile kws.tflite --core cortex-m4 --out firmware/kws',
    )
    .action(async (file: string, options: CompileCommandOptions) => {
      const settings = await settingsFrom(options, version);
      const { compiled } = compileTflite(file, await fileBytes(file), settings, options.name);
      const place = options.out ?? join('out', compiled.name);
      const folder = await openOutputFolder(place);
      try {
        await folder.publish(new Map([...compiled.files, ['plan.svg', compiled.pictureSvg]]));
      } catch (error) {
        await abandon(folder);
        throw error;
      }
      const { name, arenaBytes, stateBytes, constantBytes, files } = compiled;
      const made = { name, core: options.core, arenaBytes, stateBytes, modelBytes: constantBytes };
      if (options.json) {
        console.log(JSON.stringify({ ...made, folder: place, files: [...files.keys()] }, null, 2));
        return;
      }
      console.log(`${place} holds thimble_${name}.h and ${files.size - 1} files beside it.`);
      console.log(
        `  RAM     an arena of ${arenaBytes} bytes${stateBytes ? `, a state of ${stateBytes}` : ''}, and the stack`,
      );
      console.log(`  model   ${constantBytes} bytes of constants in flash`);
      console.log(`  plan    ${join(place, 'plan.svg')} shows the arena over time`);
      const how = emulatedCores.includes(options.core) ? '--run counts' : 'estimates';
      console.log(`thimble profile ${file} --core ${options.core} ${how} what it takes.`);
    });
}
