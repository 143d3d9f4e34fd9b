import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import type { Drawn } from '../shape/overview.ts'
import 'uplot/dist/uPlot.min.css'

const HEIGHT = 190

/** A line or bars over time. The same numbers stand in words beside it, since nobody can read a canvas by ear. */
export function Chart({ name, drawn }: { name: string; drawn: Drawn }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const columns: uPlot.AlignedData = [[...drawn.times], ...drawn.lines.map(({ values }) => [...values])]
    let chart = new uPlot(optionsOf(drawn, element.clientWidth), columns, element)
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }))
    resized.observe(element)
    // A canvas keeps the colours it was painted with.
    const repainted = new MutationObserver(() => {
      chart.destroy()
      chart = new uPlot(optionsOf(drawn, element.clientWidth), columns, element)
    })
    repainted.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      resized.disconnect()
      repainted.disconnect()
      chart.destroy()
    }
  }, [drawn])
  return <div ref={place} role="img" aria-label={name} className="w-full overflow-hidden" />
}

const DAY_S = 86_400
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const utcDays = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const hours = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** A day where midnight falls on it, else the hour. Bars of a day are days of UTC, wherever the reader is. */
function shownTick(tick_s: number, step_s: number, isOfDays: boolean): string {
  const at = new Date(tick_s * 1_000)
  if (isOfDays) return utcDays.format(at)
  const isMidnight = at.getHours() === 0 && at.getMinutes() === 0
  return step_s >= DAY_S || isMidnight ? days.format(at) : hours.format(at)
}

function optionsOf({ times, step_s, lines, unit, kind }: Drawn, width: number): uPlot.Options {
  const styles = getComputedStyle(document.documentElement)
  const color = (token: string): string => styles.getPropertyValue(token)
  const axis = {
    stroke: color('--soft'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  }
  const bars = kind === 'bars' ? uPlot.paths.bars?.({ size: [0.7, 40] }) : undefined
  const isOfDays = step_s >= DAY_S
  // A bar stands on its beginning: half of it lies before.
  const [first, last] = [(times[0] ?? 0) - 0.7 * step_s, (times.at(-1) ?? 0) + 0.7 * step_s]
  return {
    width,
    height: HEIGHT,
    ...(isOfDays ? { tzDate: (at_s: number) => uPlot.tzDate(new Date(at_s * 1_000), 'Etc/UTC') } : {}),
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: true, range: () => [first, last] },
      y: { range: (_chart, _min, max) => [0, unit === ' %' ? 100 : max > 0 ? max * 1.1 : 1] },
    },
    axes: [
      {
        ...axis,
        size: 32,
        values: (_chart, ticks, _axis, _space, step) => ticks.map((tick) => shownTick(tick, step, isOfDays)),
        ...(isOfDays ? { incrs: [DAY_S, 2 * DAY_S, 5 * DAY_S, 10 * DAY_S] } : {}),
      },
      { ...axis, size: 52, values: (_chart, ticks) => ticks.map((tick) => `${short.format(tick)}${unit}`) },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: color(line.color),
        fill: kind === 'bars' ? color(line.color) : '',
        width: 2,
        points: { show: kind === 'line', size: 6 },
        spanGaps: true,
        ...(bars === undefined ? {} : { paths: bars }),
      })),
    ],
  }
}
