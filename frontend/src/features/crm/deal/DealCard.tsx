import { IconAlertTriangle, IconCalendar, IconCheckbox } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Deal } from '@/shared/api/types'
import { useMe, useOpenFields } from '@/shared/api/me'
import { dueText } from '@/shared/i18n/due'
import { useFormat } from '@/shared/i18n/format'
import { Avatar } from '@/shared/ui/Avatar'
import { DealMarks } from './DealMarks'
import { expectedOf } from './expected'
import classes from '@/shared/ui/board/Card.module.css'

/** A deal on the board: what it is, what it is worth, when, whose, and what comes next. */
export function DealCard({ deal }: { deal: Deal }) {
  const format = useFormat()
  const { slug } = useMe().tenant
  const { sees } = useOpenFields('deal')
  return (
    <div className={classes.card}>
      <Link to="/$slug/deals/$id" params={{ slug, id: deal.id }} className={classes.name} draggable={false}>{deal.name}</Link>
      {deal.companyName ? <span className={classes.company}>{deal.companyName}</span> : null}
      <span className={classes.line}>
        <b className="k-num">{sees('value') ? format.moneyShort(deal.value) : null}</b>
        {deal.ownerName ? <span className={classes.owner} title={deal.ownerName}><Avatar name={deal.ownerName} size={22} /><span className="k-hidden">{deal.ownerName}</span></span> : null}
      </span>
      <Dates deal={deal} />
      <DealMarks deal={deal} />
    </div>
  )
}

function Dates({ deal }: { deal: Deal }) {
  const { t } = useTranslation('deal')
  const format = useFormat()
  const expected = expectedOf(deal, t, format)
  return (
    <>
      {expected ? <span className={classes.fact} data-tone={expected.late ? 'bad' : undefined}><IconCalendar size={14} aria-hidden /><span>{expected.late ? `${expected.date} · ${expected.late}` : expected.date}</span></span> : null}
      {deal.status === 'open' ? <NextStep task={deal.nextTask ?? null} /> : null}
    </>
  )
}

function NextStep({ task }: { task: NonNullable<Deal['nextTask']> | null }) {
  const { t } = useTranslation('deal')
  const format = useFormat()
  if (!task) return <span className={classes.fact} data-tone="warn"><IconAlertTriangle size={14} aria-hidden /><span>{t('deal:next.none')}</span></span>
  const due = task.dueAt ? dueText(t, { dueAt: task.dueAt, allDay: true }, format.day) : null
  return (
    <span className={classes.fact} data-tone={due?.state === 'overdue' ? 'bad' : undefined}>
      <IconCheckbox size={14} aria-hidden /><span>{task.title}{due ? ` · ${due.text}` : ''}</span>
    </span>
  )
}
