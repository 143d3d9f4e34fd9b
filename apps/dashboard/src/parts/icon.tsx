/** The few pictures there are, drawn for a square of 20. Each stands beside a word, or its button has a name. */
const paths = {
  search: 'M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Zm4 9.5 4 4',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  copy: 'M7 7V4.5A1.5 1.5 0 0 1 8.5 3h7A1.5 1.5 0 0 1 17 4.5v7a1.5 1.5 0 0 1-1.5 1.5H13M4.5 7h7A1.5 1.5 0 0 1 13 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 15.5v-7A1.5 1.5 0 0 1 4.5 7Z',
  check: 'm4 10.5 4 4 8-9',
  close: 'm5 5 10 10M15 5 5 15',
  down: 'm5 7.5 5 5 5-5',
  right: 'm7.5 5 5 5-5 5',
  sun: 'M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM10 1.5v2m0 13v2M1.5 10h2m13 0h2M4 4l1.4 1.4m9.2 9.2L16 16M4 16l1.4-1.4m9.2-9.2L16 4',
  moon: 'M16.5 12A7 7 0 0 1 8 3.500 7 7 0 1 0 16.500 12Z',
  plus: 'M10 4v12M4 10h12',
  columns: 'M3 4h14v12H3zM8 4v12M12.500 4v12',
  star: 'm10 3 2.100 4.500 4.900.600-3.600 3.400 1 4.900L10 14l-4.400 2.400 1-4.900L3 8.100l4.900-.600Z',
  save: 'M10 3v9m-4-3.500 4 4 4-4M4 16.500h12',
  person: 'M10 3.500a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM4 17c.5-3.500 3-5 6-5s5.500 1.500 6 5',
  refresh: 'M16 6.500V3m0 3.500h-3.500M16 6.500A7 7 0 1 0 17 10',
} as const

export function Icon({ name, size = 16 }: { readonly name: keyof typeof paths; readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="shrink-0"
    >
      <path d={paths[name]} />
    </svg>
  )
}
