import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './EmptyState.module.css'

interface EmptyStateProps {
  title: string
  text?: ReactNode
  /** One thing to do next. */
  action?: ReactNode
  icon?: ReactNode
}

/** Nothing here yet, and what to do about it. */
export function EmptyState({ title, text, action, icon }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      {icon ? <div className={classes.icon} aria-hidden>{icon}</div> : null}
      <Title order={2} className={classes.title}>{title}</Title>
      {text ? <p className={classes.text}>{text}</p> : null}
      {action ? <div className={classes.action}>{action}</div> : null}
    </div>
  )
}
