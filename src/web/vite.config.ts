/** How the studio's pages become files for a browser: `vite build --config src/web/vite.config.ts`. */
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { guide } from './guide.ts';
import { licences } from './licences.ts';

const root = join(import.meta.dirname, '../..');
const { ofPages, ofWorkers } = licences(root);

/** The pages' policy of security forbids making code of text, which zod would try when it is first used. */
const output = { banner: '(globalThis.__zod_globalConfig ??= {}).jitless = true;' };

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic' } },
  plugins: [ofPages, guide()],
  worker: { format: 'es', plugins: () => [ofWorkers], rolldownOptions: { output } },
  build: {
    outDir: join(root, 'dist/web'),
    emptyOutDir: true,
    target: 'es2024',
    // a data: address of a font or picture would be one more thing for the security policy to allow
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output,
      // React's "use client" means nothing where there is no server that renders
      onLog(level, log, handle) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
});
