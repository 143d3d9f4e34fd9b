import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { InlineConfig } from 'vite'

/**
 * How the dashboard is put together. Nothing is inline, so that the content policy can forbid everything inline, and no
 * name of a file says anything but its contents' hash, so that browsers may keep it for ever.
 */
export const viteOptions = (root: string, out_dir: string): InlineConfig => ({
  root,
  configFile: false,
  base: '/dashboard/',
  mode: 'production',
  logLevel: 'error',
  plugins: [react(), tailwind()],
  build: {
    outDir: out_dir,
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/[hash].js',
        chunkFileNames: 'assets/[hash].js',
        assetFileNames: 'assets/[hash][extname]',
      },
    },
  },
})
