const page = (title: string, body: string, head = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">${head}<title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`

/** Below `/dashboard/`. A file, because the content policy lets nothing inline run. */
export const RELOAD_SCRIPT = 'preparing.js'
/**
 * Looks again every second. Not by a `refresh` alone: to a browser, an address with a `#`, as the set-up link has, is the page
 * that it shows already, and it would wait for ever.
 */
export const reloadScript = 'setTimeout(() => location.reload(), 1000)\n'

/** Looks again every second until the dashboard is there. */
export const preparingPage: string = page(
  'Florin is preparing its dashboard',
  '<p>It is put together once for each release, which takes about ten seconds. This page opens it by itself.</p><p>The API answers meanwhile: <a href="/docs/">its documents</a>.</p>',
  `<script src="/dashboard/${RELOAD_SCRIPT}" defer></script><noscript><meta http-equiv="refresh" content="1"></noscript>`,
)

export const failedPage: string = page(
  'The dashboard could not be prepared',
  '<p>The log of the server says why, under <code>dashboard_not_built</code>. Run <code>npm start</code> again once that is mended; or build it elsewhere with <code>node apps/dashboard/build.ts &lt;folder&gt;</code> and name the folder in <code>FLORIN_DASHBOARD_DIR</code>.</p><p>The API is not concerned: <a href="/docs/">its documents</a>.</p>',
)
