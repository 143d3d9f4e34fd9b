/**
 * The readers and writers of bank files, each loaded by whoever needs it first: a start of the server needs none of them.
 * What each has stands in its `public.ts`.
 */
export const codecs = {
  nacha: () => import('./nacha/public.ts'),
  iso20022: () => import('./iso20022/messages/public.ts'),
  swift: () => import('./swift/public.ts'),
  statements: () => import('./statements/public.ts'),
} as const
