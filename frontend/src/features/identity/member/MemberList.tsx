import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Member } from '@/shared/api/types'
import { ErrorState } from '@/shared/ui/ErrorState'
import { SearchBox } from '@/shared/ui/SearchBox'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain } from '@/shared/ui/undoable'
import { MemberDialogs, type MemberDialog } from './MemberDialogs'
import { MemberRow } from './MemberRow'
import { membersQuery, useRestoreMember } from './memberQuery'
import classes from './Member.module.css'

/** From how many people on a search box helps. */
const many = 8

/** Who works here: role, seat, state, last day, last seen, and what can be changed. */
export function MemberList() {
  const { t } = useTranslation('settings')
  const { data, error, refetch } = useQuery(membersQuery())
  const [q, setQ] = useState('')
  const [dialog, setDialog] = useState<MemberDialog | null>(null)
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={5} height={36} />
  const here = data.filter((m) => m.state !== 'removed')
  const shown = here.filter((m) => `${m.name} ${m.email}`.toLocaleLowerCase().includes(q.toLocaleLowerCase()))
  return (
    <>
      <Section title={t('members.people', { n: here.length })} actions={here.length > many ? <SearchBox value={q} onChange={setQ} label={t('members.search')} /> : null}>
        <div role="table" aria-label={t('members.title')} className={classes.table}>
          <div role="row" className={classes.head}>
            {(['person', 'role', 'state', 'seen'] as const).map((c) => <span key={c} role="columnheader">{t(`members.col.${c}`)}</span>)}
            <span role="columnheader"><span className="k-hidden">{t('common:action.more')}</span></span>
          </div>
          {shown.map((m) => <MemberRow key={m.id} member={m} onOpen={setDialog} />)}
        </div>
        {shown.length === 0 ? <p className={classes.none}>{t('common:pick.nothing')}</p> : null}
      </Section>
      <Gone members={data.filter((m) => m.state === 'removed')} />
      <MemberDialogs dialog={dialog} onClose={() => setDialog(null)} />
    </>
  )
}

/** Those who were removed, who can come back while a seat is free. */
function Gone({ members }: { members: Member[] }) {
  const { t } = useTranslation('settings')
  const can = useCan()
  const { mutate, isPending } = useRestoreMember()
  if (members.length === 0) return null
  return (
    <Section title={t('members.gone')} text={t('members.goneText')}>
      <ul className={classes.gone}>
        {members.map((m) => (
          <li key={m.id}>
            <span className={classes.who}><b>{m.name}</b><span>{m.email}</span></span>
            {can('member', 'create') ? <Button size="xs" variant="default" loading={isPending} onClick={() => mutate(m, { onError: complain })}>{t('members.restore')}</Button> : null}
          </li>
        ))}
      </ul>
    </Section>
  )
}
