import type { ComponentProps } from 'react'

/** A button that may be off for a while. The browser takes the focus from one that is disabled; this one keeps it. */
export function SteadyButton(props: ComponentProps<'button'> & { isOff: boolean }) {
  const { isOff, onClick, className = '', ...others } = props
  return (
    <button
      type="button"
      {...others}
      className={`button ${className}`}
      aria-disabled={isOff}
      onClick={(event) => {
        // Of a form, too: it is not sent.
        if (isOff) event.preventDefault()
        else onClick?.(event)
      }}
    />
  )
}
