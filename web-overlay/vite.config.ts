import { defineConfig } from 'vitest/config';

const pages = ['viewer', 'embed', 'console', 'login', 'shop', 'overlay'];

export default defineConfig({
  base: '/',
  build: {
    outDir: 'target/web',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // a data: URL would break the page's Content-Security-Policy
    cssCodeSplit: true,
    modulePreload: { polyfill: false }, // the polyfill's inline script would break it too
    rollupOptions: {
      input: Object.fromEntries(pages.map((page) => [page, `${page}.html`])),
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    css: true,
  },
});
