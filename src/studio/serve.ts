import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Failure } from '../base/failure.ts';
import { createServer } from './http/server.ts';
import { Runner } from './jobs/runner.ts';
import { openStudio, type Studio, type StudioPlace } from './studio.ts';

export interface ServeOptions extends StudioPlace {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Further names under which it may be called, such as that of a proxy. */
  readonly names?: readonly string[];
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly trustProxy?: boolean;
  /** The folder of the studio's pages. */
  readonly web?: string | undefined;
  /** In this time a call must have arrived whole. */
  readonly arriveMs?: number | undefined;
  /** Jobs at a time; 0: others do them. */
  readonly workers: number;
  readonly log: boolean;
}

/** A server that listens and works. */
export interface Serving {
  readonly address: string;
  readonly studio: Studio;
  readonly app: FastifyInstance;
  /** Where the first owner is made; null once there is one. */
  readonly setupLink: string | null;
  /** Calls under way have five seconds to end; then their connections are cut. */
  stop(): Promise<void>;
}

/** Less than service managers and containers wait before they kill. */
const graceMs = 5000;

const loopback = ['127.0.0.1', '::1', 'localhost'];

/** Opens the studio and serves it; Failures name a port that is taken or a folder that cannot be used. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { host, port, names = [], tls, log, trustProxy, arriveMs, web } = options;
  const studio = await openStudio(options);
  const hosts: string[] = [];
  const own = loopback.includes(host) || names.length > 0;
  const app = await createServer(studio, {
    hosts: own ? hosts : null,
    log,
    arriveMs,
    web,
    ...(tls && { tls }),
    ...(trustProxy !== undefined && { trustProxy }),
  });
  await app
    .listen({ host, port })
    .catch((error: NodeJS.ErrnoException) => explain(error, host, port));
  const bound = (app.addresses()[0] as AddressInfo).port;
  hosts.push(
    ...[...loopback.map((name) => (name.includes(':') ? `[${name}]` : name)), host].map(
      (name) => `${name}:${bound}`,
    ),
    ...names,
  );
  const runner = new Runner(studio, options.workers, (text) => app.log.error(text));
  if (options.workers > 0) runner.start();
  const address = `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  const someone = await studio.db.selectFrom('users').select('id').limit(1).executeTakeFirst();
  return {
    address,
    studio,
    app,
    setupLink: someone ? null : `${address}/setup#${studio.setupToken}`,
    async stop() {
      await runner.stop();
      const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
      await app.close();
      clearTimeout(cut);
      await studio.close();
    },
  };
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): never {
  if (error.code === 'EADDRINUSE') {
    throw new Failure(
      'conflict',
      `Port ${port} of ${host} is taken, perhaps by another Thimble: choose one with --port.`,
    );
  }
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL') {
    throw new Failure(
      'no-permission',
      `${host}:${port} cannot be listened on (${error.code}): choose other --host or --port.`,
    );
  }
  throw error;
}
