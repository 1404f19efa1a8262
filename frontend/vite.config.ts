import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { worker } from './tools/worker.ts'

const backend = process.env.KITH_DEV_BACKEND ?? 'http://127.0.0.1:8080'

// Everything every page needs sits in one chunk; Mantine and the rest split by page on their own,
// because a named group would pull parts of lazily loaded pages into the first load.
const base = /node_modules[\\/](react|react-dom|scheduler|i18next|react-i18next|@tanstack[\\/](react-router|router-core|history|react-query|query-core|react-store|store))[\\/]/

// The first file carries the names of all the others, and each those of what it needs: they are short.
const names = {
  entryFileNames: 'assets/[name]-[hash:8].js',
  chunkFileNames: 'assets/[hash:8].js',
  assetFileNames: (asset: { names: string[] }) => (asset.names[0]?.endsWith('.css') ? 'assets/[hash:8].css' : 'assets/[name]-[hash:8][extname]'),
}

/** For `npm run test:late` (src/test/late.ts): the page's own code that is fetched on demand comes late. */
const late = { name: 'late', transform: (code: string, file: string) => (/\/src\/.*\.tsx?$/.test(file) ? code.replace(/\bimport\((['"][.@]\/[^'"]+['"])\)/g, 'globalThis.late(() => import($1))') : null) }

export default defineConfig({
  plugins: process.env.KITH_TEST_LATE ? [late, react()] : [react(), worker()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', proxy: { '/api': backend } },
  build: {
    manifest: true,
    target: 'es2023',
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'], // the first that know light-dark(); for older ones it would be rewritten into what Mantine's schemes do not switch
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: { output: { ...names, codeSplitting: { groups: [{ name: 'base', test: base }] } } },
  },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'https://kith.test/acme/today' } },
    setupFiles: process.env.KITH_TEST_LATE ? ['src/test/setup.ts', 'src/test/late.ts'] : ['src/test/setup.ts'],
    testTimeout: process.env.KITH_TEST_LATE ? 60_000 : 20_000,
    css: false,
    pool: 'threads',
    maxWorkers: '100%', // nothing else runs beside them
    include: ['src/**/*.test.{ts,tsx}'],
  },
})
