import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// `musubi serve` answers the API; in development Vite stands in front of it.
const node = process.env['MUSUBI_STAFF'] ?? 'http://127.0.0.1:8080';

/** The public page of layers names its script without knowing the build. */
const PUBLIC_SCRIPT = 'layers-map';
const PACKED = /\.(js|css|svg|json|html|webmanifest)$/;
const PACKED_BYTES_MIN = 1_000;

/** `name.gz` beside each file, once and well, so that the node packs nothing while it serves. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    async writeBundle({ dir }) {
      if (dir == null) return;
      const names = await readdir(dir, { recursive: true });
      for (const name of names.filter((one) => PACKED.test(one))) {
        const whole = await readFile(join(dir, name));
        if (whole.length < PACKED_BYTES_MIN) continue;
        await writeFile(join(dir, `${name}.gz`), await promisify(gzip)(whole, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [packed()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // Nothing inline: the page runs under `script-src 'self'; style-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The map is a piece of its own, loaded late.
    chunkSizeWarningLimit: 1_200,
    rolldownOptions: {
      input: { index: 'index.html', [PUBLIC_SCRIPT]: 'src/public/layers-map.ts' },
      output: {
        entryFileNames: ({ name }) =>
          name === PUBLIC_SCRIPT ? `${PUBLIC_SCRIPT}.js` : 'assets/[name]-[hash].js',
      },
    },
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    // The sentences for refusals stand beside the node's source.
    fs: { allow: ['..'] },
    proxy: { '/api': { target: node, changeOrigin: true } },
  },
  test: {
    environment: 'jsdom',
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
  },
});
