import { Command } from 'commander';
import { readTflite } from '../../formats/tflite/read.ts';
import { inspectionText } from '../../pipeline/network/text.ts';
import { fileBytes } from './network-options.ts';

/** thimble inspect MODEL.tflite */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description('Show what stands in a .tflite file, and what of it is not supported.')
    .addHelpText(
      'after',
      '\nExamples:\n  thimble inspect model.tflite\n  thimble inspect model.tflite --json',
    )
    .argument('<model.tflite>', 'a network of TensorFlow Lite')
    .option('--json', 'print it as JSON')
    .action(async (file: string, options: { readonly json?: boolean }) => {
      const reading = readTflite(file, await fileBytes(file));
      const { graph, model, diagnostics } = reading;
      if (diagnostics.some(({ severity }) => severity === 'error')) process.exitCode = 1;
      if (!options.json) {
        process.stdout.write(inspectionText(file, reading));
        return;
      }
      const layers = graph?.nodes.map(({ name, op, inputs, output }) => ({
        name,
        kind: op.kind,
        inputs: inputs.map((id) => graph.values[id]),
        output: graph.values[output],
      }));
      const operators = model.operators.map(({ name }) => name);
      const ends = graph && {
        inputs: graph.inputs.map((id) => graph.values[id]),
        outputs: graph.outputs.map((id) => graph.values[id]),
      };
      console.log(JSON.stringify({ file, operators, ...ends, layers, diagnostics }, null, 2));
    });
}
