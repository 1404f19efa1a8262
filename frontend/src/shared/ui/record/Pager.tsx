import { ActionIcon } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListPath } from '@/shared/api/list'
import { useMe } from '@/shared/api/me'
import type { Neighbours } from '@/shared/api/neighbours'
import { useFormat } from '@/shared/i18n/format'
import { announce } from '@/shared/lib/announce'
import { lettersOn } from '@/shared/lib/keys'

/** The record after this one; of the last that is loaded it is fetched, so that one can read on. */
function useFollowing({ next, more, position }: Neighbours): string | undefined {
  const [late, setLate] = useState<{ at?: number; id?: string }>({})
  const asks = next === undefined && more !== undefined
  useEffect(() => {
    if (!asks || !more) return
    let gone = false
    more().then((id) => { if (!gone) setLate({ at: position, id }) }, () => undefined)
    return () => { gone = true }
    // eslint-disable-next-line react/exhaustive-deps -- once for each place in the list
  }, [asks, position])
  return next ?? (late.at === position ? late.id : undefined)
}

/** To the record before or after in the list this one was opened from, by button or by J and K, and which one of how many it is. */
export function Pager({ path, near }: { path: ListPath | '/records'; near: Neighbours }) {
  const { t } = useTranslation('common')
  const { slug } = useMe().tenant
  const format = useFormat()
  const navigate = useNavigate()
  const { previous, position, total } = near
  const next = useFollowing(near)
  const go = (id: string | undefined) => () => { if (id) void navigate({ to: `/${slug}${path}/${id}` as '/' }) }
  useHotkeys(lettersOn() ? [['j', go(next)], ['k', go(previous)]] : [])
  const place = position && total ? t('pager.place', { n: format.number(position), total: format.number(total) }) : ''
  useEffect(() => { if (place) announce(place) }, [place])
  if (!previous && !next) return null
  const step = (label: string, id: string | undefined, key: string, icon: ReactNode) => id
    ? <ActionIcon component={Link} to={`/${slug}${path}/${id}` as '/'} aria-label={label} title={`${label} (${key})`} aria-keyshortcuts={key}>{icon}</ActionIcon>
    : <ActionIcon disabled aria-label={label}>{icon}</ActionIcon>
  return (
    <nav style={{ display: 'flex', alignItems: 'center', gap: 2 }} aria-label={t('pager.label')}>
      {place ? <span style={{ marginInlineEnd: 6, color: 'var(--k-dim)', fontSize: '0.8125rem' }}>{place}</span> : null}
      {step(t('pager.previous'), previous, 'K', <IconChevronLeft size={18} aria-hidden />)}
      {step(t('pager.next'), next, 'J', <IconChevronRight size={18} aria-hidden />)}
    </nav>
  )
}
