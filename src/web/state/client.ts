import { createClient } from '../../api/client.ts';

/** The token of the session, which every change carries. */
let csrf = '';

export function keepCsrf(token: string): void {
  csrf = token;
}

/** The server that sent this page, as functions. */
export const client = createClient({
  server: '',
  headers: () => (csrf ? { 'x-thimble-csrf': csrf } : {}),
  fetch: (address, init) => fetch(address, init),
});
