import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { AccessExample } from '@/shared/api/types'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain, undoable } from '@/shared/ui/undoable'
import { examplesQuery, useKeepExample } from './explainQuery'
import classes from './Explain.module.css'

/** What has to stay as it is: each example in one sentence. */
export function ExampleList() {
  const { t } = useTranslation('access')
  const can = useCan()
  const { keep, drop } = useKeepExample()
  const { data, error, refetch } = useQuery(examplesQuery())
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={2} />
  if (data.length === 0) return <p className={classes.quiet}>{t('example.none')}</p>
  const remove = ({ id, userId, kind, recordId, must }: AccessExample) => drop.mutate(id, {
    onError: complain,
    onSuccess: () => undoable({ message: t('example.dropped'), undo: () => keep.mutateAsync({ userId, kind, recordId, must }) }),
  })
  return (
    <ul className={classes.list} aria-label={t('example.title')}>
      {data.map((e) => {
        const words = t(`example.${e.must}`, { person: e.personName || t('example.left'), record: e.recordName || t('example.gone') })
        return (
          <li key={e.id} className={classes.row}>
            <span className={classes.text}>{words}</span>
            {can('role', 'update') ? <ActionIcon aria-label={t('example.drop', { words })} onClick={() => remove(e)}><IconX size={15} aria-hidden /></ActionIcon> : null}
          </li>
        )
      })}
    </ul>
  )
}
