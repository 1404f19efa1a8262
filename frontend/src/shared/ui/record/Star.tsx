import { ActionIcon } from '@mantine/core'
import { IconStar, IconStarFilled } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { favouritesQuery, useStar } from '@/shared/api/favourites'
import type { Favourite } from '@/shared/api/typesView'
import { complain } from '../undoable'

/** Whether a record is among one's favourites, and the way to put it there. */
export function Star({ record }: { record: Favourite }) {
  const { t } = useTranslation('favourite')
  const { data } = useQuery(favouritesQuery())
  const star = useStar()
  const on = data?.some((f) => f.id === record.id) ?? false
  const label = t(on ? 'remove' : 'add')
  return (
    <ActionIcon variant="subtle" size="lg" color={on ? 'yellow.7' : 'gray'} aria-pressed={on} aria-label={t('name')} title={label} disabled={data === undefined} onClick={() => void star(record, !on).catch(complain)}>
      {on ? <IconStarFilled size={18} aria-hidden /> : <IconStar size={18} stroke={1.75} aria-hidden />}
    </ActionIcon>
  )
}
