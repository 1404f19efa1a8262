import { Title } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan, useMe } from '@/shared/api/me'
import { useNeighbours } from '@/shared/api/neighbours'
import type { Deal } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { InlineText } from '@/shared/ui/form/InlineEdit'
import { LatePager } from '@/shared/ui/record/LatePager'
import { LateStar } from '@/shared/ui/record/LateStar'
import { useDocumentTitle } from '@/shared/ui/PageHeader'
import { RowMenu } from '@/shared/ui/RowMenu'
import { StatusDot } from '@/shared/ui/StatusDot'
import { complain, undoable } from '@/shared/ui/undoable'
import classes from './DealHead.module.css'
import { dealsChanged, hideDeal, useSaveDeal } from './dealQuery'
import { statusTone } from './status'

/** The deal's name, value and status, and what can be done with it as a whole. */
export function DealHead({ deal }: { deal: Deal }) {
  const { t } = useTranslation('deal')
  const format = useFormat()
  const may = useCan()
  const save = useSaveDeal()
  const { slug } = useMe().tenant
  const near = useNeighbours('/deals', deal.id)
  useDocumentTitle(deal.name)
  return (
    <header className={classes.head}>
      <div style={{ display: 'flex', justifyContent: 'space-between' }}><Link to="/$slug/deals" params={{ slug }} search={near.position ? { ...near.search, view: 'list' } : {}} className={classes.back}>{t('deal:title')}</Link><LatePager path="/deals" near={near} /></div>
      <div className={classes.titleLine}>
        <Title order={1} className={classes.title}>
          <InlineText label={t('deal:field.name')} value={deal.name} onSave={(name) => save(deal, { name })} disabled={!may('deal', 'update')} />
        </Title>
        <span className={`${classes.worth} k-num`}>{format.money(deal.value)}</span>
        <StatusDot pill tone={statusTone[deal.status]}>{t(`deal:status.${deal.status}`)}</StatusDot>
        <LateStar record={{ kind: 'deal', id: deal.id, name: deal.name }} />
        {may('deal', 'delete') ? <More deal={deal} /> : null}
      </div>
    </header>
  )
}

function More({ deal }: { deal: Deal }) {
  const { t } = useTranslation('deal')
  const remove = useRemoveDeal()
  return <RowMenu className={classes.more} label={t('common:action.more')} entries={[{ label: t('deal:delete'), icon: IconTrash, danger: true, onClick: () => void remove(deal) }]} />
}

/** To the trash and back to the board; ten seconds to take it back. */
function useRemoveDeal() {
  const { t } = useTranslation('deal')
  const client = useQueryClient()
  const navigate = useNavigate()
  const { slug } = useMe().tenant
  return async (deal: Deal) => {
    try {
      await api.del('/deals/{id}', { path: { id: deal.id } })
    } catch (error) {
      return complain(error)
    }
    hideDeal(client, deal.id)
    await navigate({ to: '/$slug/deals', params: { slug } })
    client.removeQueries({ queryKey: ['/deals', 'one', deal.id] })
    dealsChanged(client)
    undoable({ message: t('deal:deleted', { name: deal.name }), undo: async () => { await api.post('/deals/{id}/restore', { path: { id: deal.id } }); dealsChanged(client) } })
  }
}
