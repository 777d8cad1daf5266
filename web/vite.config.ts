import { defineConfig } from 'vitest/config';

// `musubi serve` answers the API; in development Vite stands in front of it.
const node = process.env['MUSUBI_STAFF'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // Nothing inline: the page runs under `script-src 'self'; style-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
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
