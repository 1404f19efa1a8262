import { Title } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMe } from '@/shared/api/me'
import { useNeighbours } from '@/shared/api/neighbours'
import { useDocumentTitle } from '../PageHeader'
import { LatePager } from './LatePager'
import { LateStar } from './LateStar'
import classes from './Record.module.css'

const kinds = { '/contacts': 'contact', '/companies': 'company', '/deals': 'deal' } as const

interface RecordHeadProps {
  /** The list it belongs to: '/contacts'. */
  path: keyof typeof kinds
  id: string
  /** For the tab's title. */
  name: string
  /** Of the list: 'Contacts'. */
  listLabel: string
  /** Before the name: a face. */
  mark?: ReactNode
  /** The name, edited in place where one may. */
  title: ReactNode
  below?: ReactNode
  actions?: ReactNode
}

/** The head of a record's page: back to its list, the one before and after in it, its name, what can be done with it. */
export function RecordHead({ path, id, name, listLabel, mark, title, below, actions }: RecordHeadProps) {
  const { slug } = useMe().tenant
  const near = useNeighbours(path, id)
  useDocumentTitle(name)
  return (
    <header className={classes.head}>
      <div className={classes.way}>
        <Link to={`/${slug}${path}` as '/'} search={near.search as never} className={classes.back}><IconArrowLeft size={15} aria-hidden />{listLabel}</Link>
        <LatePager path={path} near={near} />
      </div>
      <div className={classes.titleLine}>
        {mark}
        <div className={classes.titleText}>
          <Title order={1} className={classes.title}>{title}</Title>
          {below ? <div className={classes.below}>{below}</div> : null}
        </div>
        <LateStar record={{ kind: kinds[path], id, name }} />
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </div>
    </header>
  )
}
