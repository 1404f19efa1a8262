import { Anchor } from '@mantine/core'
import { IconStar } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { favouritePath, favouritesQuery } from '@/shared/api/favourites'
import { useMe } from '@/shared/api/me'
import { useFormat } from '@/shared/i18n/format'
import classes from './FavouritesCard.module.css'

const few = 12

/** The records that somebody keeps at hand; nothing while there are none. */
export function FavouritesCard() {
  const { t } = useTranslation('favourite')
  const { slug } = useMe().tenant
  const format = useFormat()
  const { data = [] } = useQuery(favouritesQuery())
  const [all, setAll] = useState(false)
  if (data.length === 0) return null
  const shown = all ? data : data.slice(0, few)
  return (
    <section className={classes.card} aria-label={t('title')}>
      <h2><IconStar size={16} stroke={1.75} aria-hidden />{t('title')}</h2>
      <ul>{shown.map((f) => <li key={f.id}><Anchor component={Link} to={favouritePath(slug, f) as '/'} size="sm">{f.name}</Anchor></li>)}</ul>
      {shown.length < data.length ? <Anchor component="button" type="button" size="sm" onClick={() => setAll(true)}>{t('more', { n: format.number(data.length - few) })}</Anchor> : null}
    </section>
  )
}
