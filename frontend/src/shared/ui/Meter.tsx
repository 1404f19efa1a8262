import type { ReactNode } from 'react'
import classes from './Meter.module.css'

interface MeterProps {
  label: ReactNode
  /** The amount in words: '7 of 10'. The bar only repeats it. */
  value: ReactNode
  used: number
  of: number
  note?: ReactNode
}

/** How much of something is taken. */
export function Meter({ label, value, used, of, note }: MeterProps) {
  const share = of > 0 ? Math.min(1, used / of) : used > 0 ? 1 : 0
  return (
    <div>
      <div className={classes.line}><span className={classes.label}>{label}</span><span className={`${classes.value} k-num`}>{value}</span></div>
      <div className={classes.track} aria-hidden><div className={classes.fill} data-full={used >= of || undefined} style={{ width: `${share * 100}%` }} /></div>
      {note ? <div className={classes.note}>{note}</div> : null}
    </div>
  )
}
