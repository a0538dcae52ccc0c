import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { Failure, type FailureCode } from '../../base/failure.ts';
import { diskFull } from '../storage/disk-blobs.ts';

/** The status of each failure; those of the pipeline are something in the data or settings to mend. */
const statuses: Partial<Record<FailureCode, number>> = {
  'not-signed-in': 401,
  'not-allowed': 403,
  'no-permission': 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'too-often': 429,
  'no-space': 507,
  unreachable: 502,
  'tool-missing': 501,
};

/** The one place where what went wrong becomes an answer: `{error: {code, message}}`. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const failure = failureOf(error);
  if (!failure) {
    request.log.error({ err: error }, 'a mistake in the program');
    const message = 'Something went wrong here that should not: the log of the server tells more.';
    return reply.code(500).send({ error: { code: 'internal', message } });
  }
  const { code, message } = failure;
  return reply.code(statuses[code] ?? 422).send({ error: { code, message } });
}

function failureOf(error: unknown): Failure | null {
  if (error instanceof Failure) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    const where = [error.validationContext, ...pathOf(first?.instancePath)].join('.');
    return new Failure('bad-option', `${where} ${first?.message ?? 'is not what it should be'}.`);
  }
  const { code, statusCode = 0, message } = error as FastifyError & { message: string };
  if (code === 'SQLITE_FULL' || /database or disk is full/i.test(message ?? ''))
    return diskFull(error);
  if (code === '53100') return diskFull(error); // PostgreSQL: disk_full
  if (statusCode === 429) return new Failure('too-often', message);
  if (statusCode === 413) return new Failure('too-large', message);
  return statusCode >= 400 && statusCode < 500 ? new Failure('bad-option', message) : null;
}

function pathOf(pointer = ''): string[] {
  return pointer.split('/').filter(Boolean);
}
