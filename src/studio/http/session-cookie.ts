import type { FastifyReply, FastifyRequest } from 'fastify';

export const sessionCookie = 'thimble_session';

/** The browser sends it only to this server, only from its own pages, and shows it to no script. */
export function setSession(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  expiresAt: number,
): void {
  reply.setCookie(sessionCookie, token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    path: '/',
    expires: new Date(expiresAt),
  });
}

export function clearSession(reply: FastifyReply): void {
  reply.clearCookie(sessionCookie, { path: '/' });
}
