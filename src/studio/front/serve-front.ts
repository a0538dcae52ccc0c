import type { FastifyInstance } from 'fastify';
import { pageCss, pageHtml } from './page.ts';
import { pageScript } from './script.ts';

const files = {
  '/': ['text/html; charset=utf-8', pageHtml],
  '/setup': ['text/html; charset=utf-8', pageHtml],
  '/front.css': ['text/css; charset=utf-8', pageCss],
  '/front.js': ['text/javascript; charset=utf-8', pageScript],
} as const;

/** Adds the front page; all that it shows it asks the API for. */
export function serveFront(app: FastifyInstance): void {
  for (const [path, [type, text]] of Object.entries(files)) {
    app.get(path, { schema: { hide: true } }, (_, reply) => reply.type(type).send(text));
  }
}
