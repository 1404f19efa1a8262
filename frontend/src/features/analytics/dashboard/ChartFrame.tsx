import { Skeleton } from '@mantine/core'
import { Suspense, type ReactNode } from 'react'
import classes from './Report.module.css'

/** A chart and, beside it, the same figures as a table for whoever cannot read the picture. */
export function ChartFrame({ label, chart, children, wide }: { label: string; chart: ReactNode; children: ReactNode; wide?: boolean }) {
  return (
    <div className={classes.frame} data-wide={wide || undefined}>
      <div className={classes.chart} aria-hidden><Suspense fallback={<Skeleton height={260} radius="md" />}>{chart}</Suspense></div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a wide table is scrolled by the keyboard */}
      <div className={classes.table} role="group" aria-label={label} tabIndex={0}>{children}</div>
    </div>
  )
}

interface FiguresProps { caption: string; head: string[]; rows: { key: string; cells: ReactNode[] }[]; foot?: ReactNode[] }

/** Rows of figures: the first cell names the row. */
export function Figures({ caption, head, rows, foot }: FiguresProps) {
  return (
    <table className={classes.figures}>
      <caption className="k-hidden">{caption}</caption>
      <thead><tr>{head.map((h) => <th key={h} scope="col">{h}</th>)}</tr></thead>
      <tbody>{rows.map(({ key, cells: [name, ...cells] }) => <tr key={key}><th scope="row">{name}</th>{cells.map((cell, i) => <td key={head[i + 1]}>{cell}</td>)}</tr>)}</tbody>
      {foot ? <tfoot><tr><th scope="row">{foot[0]}</th>{foot.slice(1).map((cell, i) => <td key={head[i + 1]}>{cell}</td>)}</tr></tfoot> : null}
    </table>
  )
}
