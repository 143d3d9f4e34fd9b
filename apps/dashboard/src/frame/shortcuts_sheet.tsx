import { Sheet } from '../parts/sheet.tsx'
import { allPages } from './pages_list.ts'

export function ShortcutsSheet({ onClose }: { onClose: () => void }) {
  const keys = [
    ['Ctrl K or /', 'Search pages and ids'],
    ['?', 'This list'],
    ['Esc', 'Close what is open'],
    ...allPages.flatMap(({ keys: own, title }) =>
      own === undefined ? [] : [[own.replace(' ', ', then '), title]],
    ),
  ]
  return (
    <Sheet title="Keyboard shortcuts" onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
        {keys.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="code rounded border border-line bg-sunken px-1.5 py-0.5">{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  )
}
