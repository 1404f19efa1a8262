import type { ReactNode } from 'react'
import { useFormat } from '@/shared/i18n/format'
import { Avatar } from './Avatar'
import classes from './Timeline.module.css'

/** What happened, newest first. Items are `TimelineItem`. */
export function Timeline({ label, children }: { label: string; children: ReactNode }) {
  return <ol className={classes.list} aria-label={label}>{children}</ol>
}

interface TimelineItemProps {
  at: string
  /** In place of the relative time, where the day stands above already. */
  when?: string
  /** One line: who did what. */
  title: ReactNode
  /** The words of a note, the changes made. */
  children?: ReactNode
  icon?: ReactNode
  /** Shown when there is no icon. */
  actor?: string | null
  /** Written by a person: gets a card of its own. */
  card?: boolean
  actions?: ReactNode
}

/** One thing that happened, at a time shown relative and, on hover, exact. */
export function TimelineItem({ at, when, title, children, icon, actor, card, actions }: TimelineItemProps) {
  const format = useFormat()
  return (
    <li className={classes.item} data-card={card || undefined}>
      <span className={classes.mark} aria-hidden>{icon ?? <Avatar name={actor ?? '·'} size={24} />}</span>
      <div className={classes.body}>
        <div className={classes.head}>
          <span className={classes.title}>{title}</span>
          <time className={classes.time} dateTime={at} title={format.dateTime(at)}>{when ?? format.relative(at)}</time>
          {actions ? <span className={classes.actions}>{actions}</span> : null}
        </div>
        {children ? <div className={classes.text}>{children}</div> : null}
      </div>
    </li>
  )
}
