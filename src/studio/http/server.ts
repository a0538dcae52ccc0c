import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Route } from '../../api/route.ts';
import { type RouteName, routes } from '../../api/routes.ts';
import { Failure } from '../../base/failure.ts';
import { type Caller, callerOf, requireAccess, roleIn } from '../auth/caller.ts';
import type { Studio } from '../studio.ts';
import { answerError } from './errors.ts';
import type { Situation } from './handler.ts';
import { handlers } from './handlers.ts';
import { serveWeb } from './serve-web.ts';
import { sessionCookie } from './session-cookie.ts';

export interface ServerOptions {
  /** Names under which it may be called, with their ports; null: any. */
  readonly hosts: readonly string[] | null;
  /** Certificate and key, as PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** The folder of the studio's pages; without it the server has none. */
  readonly web?: string | undefined;
  /** Lines of JSON about calls and mistakes; without anything that people have sent. */
  readonly log: boolean;
  /** Takes the caller's address from the proxy in front. */
  readonly trustProxy?: boolean;
  /** In this time a call must have arrived whole; ten minutes unless told. */
  readonly arriveMs?: number | undefined;
}

/** The server of a studio, with every route of the contract; not yet listening. */
export async function createServer(
  studio: Studio,
  options: ServerOptions,
): Promise<FastifyInstance> {
  const { arriveMs = 600_000 } = options;
  const app = Fastify({
    logger: options.log && {
      redact: ['req.headers.authorization', 'req.headers.cookie'],
      serializers: { req: plainRequest },
    },
    bodyLimit: 2 ** 20,
    requestTimeout: arriveMs,
    connectionTimeout: Math.min(60_000, arriveMs),
    http: {
      headersTimeout: Math.min(60_000, arriveMs),
      connectionsCheckingInterval: Math.min(30_000, arriveMs / 2),
    },
    trustProxy: options.trustProxy ?? false,
    routerOptions: { maxParamLength: 300 },
    ...(options.tls && { https: options.tls }),
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_, reply) => {
    throwInto(
      reply,
      new Failure('not-found', 'There is no such address here: /api/docs lists all of them.'),
    );
  });
  app.addContentTypeParser('application/octet-stream', (_, payload, done) => done(null, payload));
  app.addHook('onRequest', async (request) => checkHost(request, options.hosts));
  await addPlugins(app, studio);
  for (const name of Object.keys(routes) as RouteName[]) addRoute(app, studio, name);
  if (options.web !== undefined) await serveWeb(app, options.web);
  return app;
}

/** A page elsewhere whose name was made to point here (DNS rebinding) sends its own name. */
function checkHost(request: FastifyRequest, hosts: ServerOptions['hosts']): void {
  if (!hosts || hosts.includes(request.host)) return;
  throw new Failure(
    'not-allowed',
    `This server is not called ${JSON.stringify(request.host)}: name it with --host.`,
  );
}

async function addPlugins(app: FastifyInstance, studio: Studio): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // the pages compile WebAssembly of their own, and no text
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        mediaSrc: ["'self'", 'blob:'],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(fastifyCookie);
  await app.register(fastifyMultipart, {
    limits: {
      files: 1000,
      fields: 100,
      fileSize: studio.limits.recording,
      fieldSize: 65_536,
      parts: 1100,
    },
    preservePath: true,
  });
  await app.register(fastifyRateLimit, {
    max: 6000,
    timeWindow: 60_000,
    keyGenerator: (request) => request.headers.authorization ?? request.ip,
    errorResponseBuilder: (_, { after }) =>
      new Failure('too-often', `Too many calls: go on in ${after}.`),
  });
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Thimble',
        version: studio.version,
        description: 'Everything that the studio can be asked.',
      },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(fastifySwaggerUi, { routePrefix: '/api/docs', staticCSP: true });
}

function addRoute(app: FastifyInstance, studio: Studio, name: RouteName): void {
  const route: Route = routes[name];
  const { method, path, params, query, body, reply, status = 200, access, summary } = route;
  const isJson = body !== undefined && typeof body !== 'string';
  app.route({
    method,
    url: path,
    schema: {
      operationId: name,
      summary,
      description: `Access: ${access}.`,
      ...(access !== 'anyone' && { security: [{ key: [] }, { session: [] }] }),
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...(isJson && { body }),
      ...(typeof reply !== 'string' && { response: { [status]: reply, '4xx': refusal } }),
    },
    config: { ...(route.callsPerMinute && { rateLimit: { max: route.callsPerMinute } }) },
    async preValidation(request) {
      const situation = await situationOf(studio, route, request);
      requireAccess(access, situation.caller, situation.role);
      requireIntent(route, situation.caller, request);
      request.situation = situation;
    },
    async handler(request, answer) {
      const situation: Situation = { ...request.situation, studio, raw: request, reply: answer };
      const value = await (handlers[name] as (request: unknown, at: Situation) => Promise<unknown>)(
        request,
        situation,
      );
      if (typeof reply === 'string') return answer;
      return answer.code(status).send(value);
    },
  });
}

const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

type Standing = Pick<Situation, 'caller' | 'role'>;

declare module 'fastify' {
  interface FastifyRequest {
    situation: Standing;
  }
}

async function situationOf(
  studio: Studio,
  route: Route,
  request: FastifyRequest,
): Promise<Standing> {
  if (route.access === 'anyone') return { caller: null, role: null };
  const headers = {
    authorization: request.headers.authorization,
    token: request.cookies[sessionCookie],
  };
  const caller = await callerOf(studio.db, headers, Date.now());
  const { project } = request.params as { project?: string };
  const role = caller && project !== undefined ? await roleIn(studio.db, caller, project) : null;
  return { caller, role };
}

/**
 * A change must be meant by the page that sends it. A cookie goes with every request of a browser, so
 * a call that it signs must also carry the session's token; and no page from elsewhere may sign in.
 */
function requireIntent(route: Route, caller: Caller | null, request: FastifyRequest): void {
  if (route.method === 'GET') return;
  const { origin } = request.headers;
  if (origin !== undefined && !isOwn(origin, request.host)) {
    throw new Failure('not-allowed', 'A page of another site may not change anything here.');
  }
  if (caller?.kind === 'person' && request.headers['x-thimble-csrf'] !== caller.csrf) {
    throw new Failure(
      'not-allowed',
      'The header x-thimble-csrf is missing or old: read /api/session again.',
    );
  }
}

function isOwn(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

function throwInto(_reply: FastifyReply, failure: Failure): never {
  throw failure;
}

/** What the log says of a call: no query, which may hold names, and no header. */
function plainRequest(request: FastifyRequest) {
  return { method: request.method, path: request.url.split('?')[0], address: request.ip };
}
