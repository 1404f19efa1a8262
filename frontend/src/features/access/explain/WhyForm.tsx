import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import { colleaguesQuery } from '@/shared/api/people'
import { ErrorState } from '@/shared/ui/ErrorState'
import { complain, undoable } from '@/shared/ui/undoable'
import { useKeepExample, whyQuery, type Subject } from './explainQuery'
import { useReason } from './useReason'
import classes from './Explain.module.css'
import { SearchSelect } from '@/shared/ui/form/SearchSelect'

/** Why one person sees a record or not, and the wish that it stay so whatever is changed. */
export function WhyForm({ about }: { about: Subject }) {
  const { t } = useTranslation('access')
  const people = useQuery(colleaguesQuery()).data ?? []
  const [user, setUser] = useState<string | null>(null)
  return (
    <div className={classes.panel}>
      <SearchSelect label={t('who.ask')} placeholder={t('common:pick.placeholder')} limit={50} value={user} onChange={setUser}
        data={people.map((p) => ({ value: p.userId, label: p.name }))} />
      {user ? <Answer about={about} user={user} /> : null}
    </div>
  )
}

function Answer({ about, user }: { about: Subject; user: string }) {
  const { t } = useTranslation('access')
  const can = useCan()
  const reasons = useReason()
  const { keep, drop } = useKeepExample()
  const { data, error, refetch } = useQuery(whyQuery(user, about))
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return null
  const must = data.sees ? 'always' : 'never'
  const save = () => keep.mutate({ userId: user, kind: about.kind, recordId: about.id, must }, {
    onError: complain,
    onSuccess: (kept) => undoable({ message: t('example.kept'), undo: () => drop.mutateAsync(kept.id) }),
  })
  return (
    <div role="status">
      <Text size="sm"><b>{t(data.sees ? 'who.yes' : 'who.no', { name: data.name })}</b> {reasons(data).join('; ')}</Text>
      {can('role', 'update') ? <Group mt={6}><Button size="compact-xs" variant="default" loading={keep.isPending} onClick={save}>{t(`example.keep.${must}`)}</Button></Group> : null}
    </div>
  )
}
