import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconUsers, IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onDemand } from '@/shared/lib/onDemand'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import type { Share } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Avatar } from '@/shared/ui/Avatar'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain, undoable } from '@/shared/ui/undoable'
import classes from './SharePanel.module.css'
import { sharesQuery, type About } from './shareQuery'

const ShareForm = onDemand(() => import('./ShareForm').then((m) => m.ShareForm), () => true)

/** Who else works on a record: freelancers it is assigned to, colleagues and teams it is shared with. For record pages. */
export function SharePanel({ about }: { about: About }) {
  const { t } = useTranslation('deal')
  const may = useCan()
  const [adding, setAdding] = useState(false)
  const query = useQuery(sharesQuery(about))
  const remove = useRemove(about)
  if (query.isPending) return <ListSkeleton rows={2} />
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  return (
    <div className={classes.panel}>
      {query.data.length === 0 ? <p className={classes.quiet}>{t('deal:share.none')}</p> : (
        <ul className={classes.list} aria-label={t('deal:share.title')}>
          {query.data.map((share) => <Row key={share.id} share={share} onRemove={may('share', 'delete') ? () => void remove(share) : undefined} />)}
        </ul>
      )}
      {may('share', 'create') && !adding ? <div><Button size="compact-sm" variant="light" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>{t('deal:share.add')}</Button></div> : null}
      {adding ? <ShareForm about={about} onClose={() => setAdding(false)} /> : null}
    </div>
  )
}

function Row({ share, onRemove }: { share: Share; onRemove?: () => void }) {
  const { t } = useTranslation('deal')
  const format = useFormat()
  return (
    <li className={classes.row}>
      {share.teamId ? <span className={classes.team} aria-hidden><IconUsers size={16} /></span> : <Avatar name={share.name} size={28} />}
      <span className={classes.name}>
        <span>{share.name}{share.teamId ? <span className={classes.quiet}> · {t('deal:share.team')}</span> : null}</span>
        {share.endsOn ? <span className={classes.quiet}>{t('deal:share.until', { date: format.date(share.endsOn) })}</span> : null}
      </span>
      {onRemove ? <ActionIcon aria-label={t('deal:share.remove', { name: share.name })} onClick={onRemove}><IconX size={15} aria-hidden /></ActionIcon> : null}
    </li>
  )
}

/** Closes the record to someone at once; ten seconds to take it back. */
function useRemove(about: About) {
  const { t } = useTranslation('deal')
  const client = useQueryClient()
  const { queryKey } = sharesQuery(about)
  const seen = () => client.invalidateQueries({ queryKey: ['/access'] })
  const again = () => Promise.all([client.invalidateQueries({ queryKey }), seen()])
  return async (share: Share) => {
    client.setQueryData<Share[]>(queryKey, (all) => all?.filter((s) => s.id !== share.id))
    try {
      await api.del('/shares/{id}', { path: { id: share.id } })
    } catch (error) {
      complain(error)
      return void again()
    }
    void seen()
    const whom = share.teamId ? { teamId: share.teamId } : { userId: share.userId ?? undefined }
    undoable({ message: t('deal:share.removed', { name: share.name }), undo: () => api.post('/shares', { body: { ...about, ...whom, ...(share.endsOn ? { endsOn: share.endsOn } : {}) } }).then(again) })
  }
}
