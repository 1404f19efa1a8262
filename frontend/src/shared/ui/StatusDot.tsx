import classes from './StatusDot.module.css'

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'dim' | 'accent'

/** A status in words, with a dot whose colour only repeats them. `pill` gives it a tinted ground. */
export function StatusDot({ tone, children, pill = false }: { tone: Tone; children: React.ReactNode; pill?: boolean }) {
  return (
    <span className={classes.status} data-tone={tone} data-pill={pill || undefined}>
      <span className={classes.dot} aria-hidden />
      {children}
    </span>
  )
}
