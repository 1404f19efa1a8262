import type { ReactNode } from 'react'
import classes from './Record.module.css'

/** A record's page under its head: what happened on the left, what is known on the right; on a phone, facts first. */
export function RecordColumns({ facts, main, aside }: { facts: ReactNode; main: ReactNode; aside?: ReactNode }) {
  return (
    <div className={classes.columns}>
      <div className={classes.facing}>{facts}</div>
      <div className={classes.main}>{main}</div>
      {aside ? <div className={classes.aside}>{aside}</div> : null}
    </div>
  )
}
