import { ActionIcon, Drawer } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { Notice, Task } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { complain } from '@/shared/ui/undoable'
import { FileMade } from './FileMade'
import { Mentioned } from './Mentioned'
import { noticesQuery } from './noticeQuery'
import { Told } from './Told'

interface BellProps {
  /** What the tasks' own feature brings: a task that can be ticked. */
  renderTask: (task: Task) => ReactNode
}

/** What one has been told and not yet seen; opening it is seeing it. */
export function Bell({ renderTask }: BellProps) {
  const { t } = useTranslation('work')
  const format = useFormat()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const { data } = useQuery(noticesQuery())
  const unread = data?.unread ?? 0
  const look = () => {
    setOpen(true)
    if (unread === 0) return
    client.setQueryData(noticesQuery().queryKey, (d) => d && { ...d, unread: 0 })
    api.post('/notices/seen', {}).catch(complain)
  }
  return (
    <>
      <ActionIcon size="lg" pos="relative" aria-label={unread > 0 ? t('work:notice.unread', { count: unread }) : t('work:notice.title')} onClick={look}>
        <IconBell size={18} aria-hidden />
        {unread > 0 ? <b aria-hidden style={{ position: 'absolute', insetBlockStart: 0, insetInlineEnd: 0, minWidth: 16, padding: '0 4px', borderRadius: 8, fontSize: 11, lineHeight: '16px', background: 'var(--k-bad)', color: 'var(--k-surface)' }}>{format.number(unread)}</b> : null}
      </ActionIcon>
      <Drawer opened={open} onClose={() => setOpen(false)} position="right" title={t('work:notice.title')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
        <Notices notices={data?.items ?? []} renderTask={renderTask} onLeave={() => setOpen(false)} />
      </Drawer>
    </>
  )
}

interface NoticesProps extends BellProps { notices: Notice[]; onLeave: () => void }

function Notices({ notices, renderTask, onLeave }: NoticesProps) {
  const { t } = useTranslation('work')
  if (notices.length === 0) return <p>{t('work:notice.none')}</p>
  return (['mention', 'retention', 'archive', 'export', 'team', 'late', 'due'] as const).map((kind) => {
    const some = notices.filter((n) => n.kind === kind)
    return some.length === 0 ? null : (
      <section key={kind} aria-label={t(`work:notice.${kind}`)}>
        <h3>{t(`work:notice.${kind}`)}</h3>
        <ul style={{ listStyle: 'none', padding: 0, margin: '0 0 16px' }}>{some.map((n) => one(n, renderTask, onLeave))}</ul>
      </section>
    )
  })
}

function one(n: Notice, renderTask: BellProps['renderTask'], onLeave: () => void) {
  if (n.kind === 'mention') return <Mentioned key={n.mention.activityId} notice={n} onLeave={onLeave} />
  if (n.kind === 'retention' || n.kind === 'archive') return <Told key={n.kind} notice={n} onLeave={onLeave} />
  return n.kind === 'export' ? <FileMade key={n.export.id} notice={n} onLeave={onLeave} /> : renderTask(n.task)
}
