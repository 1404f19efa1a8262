import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { colleaguesQuery } from '@/shared/api/people'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { personQuery } from './explainQuery'
import classes from './Explain.module.css'
import { SearchSelect } from '@/shared/ui/form/SearchSelect'

/** How many records of each kind somebody sees, and without which fields. */
export function PersonAccess() {
  const { t } = useTranslation('access')
  const people = useQuery(colleaguesQuery()).data ?? []
  const [user, setUser] = useState<string | null>(null)
  return (
    <div className={classes.panel}>
      <SearchSelect label={t('person.choose')} placeholder={t('common:pick.placeholder')} limit={50} maw={360} value={user} onChange={setUser}
        data={people.map((p) => ({ value: p.userId, label: p.name }))} />
      {user ? <Numbers user={user} /> : null}
    </div>
  )
}

function Numbers({ user }: { user: string }) {
  const { t } = useTranslation(['access', 'nav'])
  const format = useFormat()
  const { data, error, refetch } = useQuery(personQuery(user))
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={4} />
  return (
    <table className={classes.numbers}>
      <caption className="k-hidden">{t('person.title')}</caption>
      <thead><tr><th scope="col">{data.roleName || t(`nav:roles.${data.role}`)}</th><th scope="col">{t('person.count')}</th><th scope="col">{t('person.reach')}</th></tr></thead>
      <tbody>
        {data.items.map((item) => (
          <tr key={item.kind}>
            <td>{t(`object.${item.kind}`)}</td>
            <td>{format.number(item.count)}</td>
            <td>{t(`sees.${item.scope}`)}{item.hidden.length > 0 ? <span className={classes.quiet}> · {t('roles.without', { fields: item.hidden.map((f) => data.names[`${item.kind}.${f}`] ?? t(`field.${f}`)).join(', ') })}</span> : null}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
