import { Spotlight } from '@mantine/spotlight'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { kindIcon } from '@/features/crm/search/found'
import { favouritePath, favouritesQuery } from '@/shared/api/favourites'

/** What somebody keeps at hand, before anything is typed. */
export function PaletteFavourites({ slug, query }: { slug: string; query: string }) {
  const { t } = useTranslation('favourite')
  const navigate = useNavigate()
  const { data = [] } = useQuery(favouritesQuery())
  if (query !== '' || data.length === 0) return null
  return (
    <Spotlight.ActionsGroup label={t('title')}>
      {data.slice(0, 20).map((f) => {
        const Icon = kindIcon[f.kind]
        return <Spotlight.Action key={f.id} label={f.name} leftSection={<Icon size={18} stroke={1.75} aria-hidden />} onClick={() => void navigate({ to: favouritePath(slug, f) as '/' })} />
      })}
    </Spotlight.ActionsGroup>
  )
}
