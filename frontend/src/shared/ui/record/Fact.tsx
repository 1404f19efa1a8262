import type { ReactNode } from 'react'
import classes from './Record.module.css'

/** What is known about a record: `Fact`s. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>
}

/** One thing known, with what can be done with it (call, write) at its end. */
export function Fact({ label, children, action }: { label: string; children: ReactNode; action?: ReactNode }) {
  return <div className={classes.fact}><dt>{label}</dt><dd>{children}{action}</dd></div>
}
