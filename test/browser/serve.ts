import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '..', '..');

/** Pages on the same machine, isolated from other origins or not, that can load all of src/. */
export async function servePages(isolated: boolean) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url!, 'http://localhost').pathname));
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    try {
      response.setHeader('Content-Type', path === '/' ? 'text/html' : 'text/javascript');
      response.end(path === '/' ? '<!doctype html><title>test</title>' : await script(path));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** A module without its types, and with the paths of packages in place of their names. */
async function script(path: string): Promise<string> {
  const text = await readFile(join(root, path), 'utf8');
  const plain = path.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
  return plain.replace(/from '(@?[a-z][^']*)'/g, (_all, name: string) => {
    const file = fileURLToPath(import.meta.resolve(name));
    return `from '${file.slice(root.length)}'`;
  });
}
