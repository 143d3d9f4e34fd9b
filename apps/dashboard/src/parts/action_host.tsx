import { createContext, type ReactNode, useContext, useState } from 'react'
import type { Action } from '../registry/index.ts'
import type { Json } from '../shape/value.ts'
import { ActionSheet } from './action_sheet.tsx'

type Asked = { readonly action: Action; readonly object: Json }

const Asking = createContext<(asked: Asked) => void>(() => undefined)

/**
 * Where the sheet of an action is drawn. Not in the row that it was opened from: what was done often takes the row out of
 * its list, and the answer would go with it.
 */
export function ActionHost({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked>()
  return (
    <Asking value={setAsked}>
      {children}
      {asked !== undefined && <ActionSheet {...asked} onClose={() => setAsked(undefined)} />}
    </Asking>
  )
}

/** Opens the sheet of an action on an object. */
export const useActionSheet = (): ((asked: Asked) => void) => useContext(Asking)
