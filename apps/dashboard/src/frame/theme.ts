import { keep, kept } from '../browser.ts'

export type Theme = 'light' | 'dark' | 'system'

const dark = matchMedia('(prefers-color-scheme: dark)')

export const chosenTheme = (): Theme => kept<Theme>('theme', 'system')

/** Dark or light, as chosen or as the system has it; follows the system when that changes. */
export function applyTheme(theme: Theme = chosenTheme()): void {
  keep('theme', theme)
  document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
}

dark.addEventListener('change', () => applyTheme())
