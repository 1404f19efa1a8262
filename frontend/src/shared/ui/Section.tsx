import { Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import classes from './Section.module.css'

interface SectionProps {
  title: string
  text?: ReactNode
  /** At the end of the title's line. */
  actions?: ReactNode
  children: ReactNode
}

/** A titled part of a page. */
export function Section({ title, text, actions, children }: SectionProps) {
  const id = useId()
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <div>
          <Title order={2} id={id}>{title}</Title>
          {text ? <p className={classes.text}>{text}</p> : null}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}
