import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { Failure } from '../../../base/failure.ts';
import { type ServeOptions, serve } from '../../../studio/serve.ts';
import { numberFrom } from '../../number-from.ts';
import { type DataOptions, dataOptions, placeOf } from './data-folder.ts';
import { webFolder } from './web-folder.ts';

interface Options extends DataOptions {
  readonly host: string;
  readonly port: number;
  readonly name: readonly string[];
  readonly workers: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly trustProxy?: boolean;
  readonly quiet?: boolean;
}

/** thimble serve */
export function serveCommand(): Command {
  return dataOptions(new Command('serve'))
    .description('Run the studio: projects, data, jobs and builds behind one address.')
    .option(
      '--host <address>',
      'where to listen; others than 127.0.0.1 let other machines in',
      '127.0.0.1',
    )
    .option('--port <n>', 'port to listen on', numberFrom(0), 4700)
    .option('--name <host...>', 'names under which it is called, such as studio.example.org', [])
    .option(
      '--workers <n>',
      'jobs at a time on this machine; 0 leaves them to `thimble worker`',
      numberFrom(0),
      1,
    )
    .option('--tls-cert <file>', 'certificate (PEM), for https')
    .option('--tls-key <file>', 'its key (PEM)')
    .option('--trust-proxy', 'take the caller’s address from the proxy in front')
    .addOption(new Option('--quiet', 'no log of calls'))
    .addHelpText('after', examples)
    .action(async (options: Options) => {
      const stopped = untilStopped();
      const serving = await serve(await serveOptions(options));
      for (const line of welcome(serving.address, serving.setupLink, options)) console.log(line);
      await stopped;
      console.log('Stopping …');
      await serving.stop();
    });
}

const examples = `
Examples:
  thimble serve
  thimble serve --data /srv/thimble --host 0.0.0.0 --name studio.example.org:4700 --tls-cert cert.pem --tls-key key.pem
  DATABASE_URL=postgres://thimble@db/thimble thimble serve --workers 0`;

async function serveOptions(options: Options): Promise<ServeOptions> {
  const { host, port, name, workers, tlsCert, tlsKey, trustProxy, quiet } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new Failure('bad-option', 'For https both are needed: --tls-cert and --tls-key.');
  }
  const read = (path: string) =>
    readFile(path, 'utf8').catch((error: Error) => {
      throw new Failure('not-found', `${path} cannot be read (${error.message}): check the path.`);
    });
  return {
    ...placeOf(options),
    host,
    port,
    names: name,
    workers,
    log: !quiet,
    web: webFolder(),
    ...(trustProxy && { trustProxy }),
    ...(tlsCert && tlsKey && { tls: { cert: await read(tlsCert), key: await read(tlsKey) } }),
  };
}

export function welcome(
  address: string,
  setupLink: string | null,
  options: { readonly host: string; readonly tlsCert?: string },
): string[] {
  const open = !['127.0.0.1', '::1', 'localhost'].includes(options.host);
  return [
    `Thimble's studio is at ${address}`,
    `Everything that it can be asked: ${address}/api/docs`,
    ...(setupLink ? [`Make its owner here, once: ${setupLink}`] : []),
    ...(open ? ['Other machines can reach it: everyone who does needs an account or a key.'] : []),
    ...(open && !options.tlsCert
      ? [
          'Without --tls-cert passwords travel readably: put a proxy with TLS in front, or give a certificate.',
        ]
      : []),
  ];
}

/** Resolves at the first Ctrl-C or request to end. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
