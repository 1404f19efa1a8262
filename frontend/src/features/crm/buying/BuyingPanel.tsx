import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { BuyingMap, MapPerson } from '@/shared/api/typesBuying'
import { useFormat } from '@/shared/i18n/format'
import { onDemand } from '@/shared/lib/onDemand'
import { Section } from '@/shared/ui/Section'
import classes from './Buying.module.css'
import { mapQuery } from './buyingQuery'
import { Chart } from './Chart'
import { Mark } from './Mark'
import { tieText } from './ties'

const PersonDialog = onDemand(() => import('./PersonDialog').then((m) => m.PersonDialog), (p) => p.person !== null)

/** Who decides in a deal, who is for it, and what is not known of that yet. */
export function BuyingPanel({ dealId }: { dealId: string }) {
  const { t } = useTranslation('selling')
  const format = useFormat()
  const { data: map } = useQuery(mapQuery(dealId))
  const narrow = useMediaQuery('(max-width: 599px)') ?? false
  const may = useCan()('deal', 'update')
  const [open, setOpen] = useState<string | null>(null)
  if (!map) return null
  const show = (p: MapPerson) => setOpen(p.contactId)
  return (
    <Section title={t('map.title')}>
      <Gaps map={map} />
      {map.people.length > 0 && !narrow ? <Chart map={map} onOpen={show} /> : null}
      {map.people.length > 0 ? (
        <details key={String(narrow)} className={classes.list} open={narrow}>
          <summary>{t('map.list')}</summary>
          <People map={map} label={may ? t('map.change') : undefined} onOpen={show} />
        </details>
      ) : null}
      {map.unseen > 0 ? <p className={classes.unseen}>{t('map.unseen', { count: map.unseen, n: format.number(map.unseen) })}</p> : null}
      <PersonDialog dealId={dealId} map={map} person={map.people.find((p) => p.contactId === open) ?? null} fixed={!may} onClose={() => setOpen(null)} />
    </Section>
  )
}

/** What is missing, and what to do about it. */
function Gaps({ map }: { map: BuyingMap }) {
  const { t } = useTranslation('selling')
  if (map.gaps.length === 0) return null
  return (
    <ul className={classes.gaps} aria-label={t('map.gaps')}>
      {map.gaps.map((gap) => <li key={gap}><IconAlertTriangle size={16} aria-hidden />{t(`map.gap.${gap}`)}</li>)}
    </ul>
  )
}

function People({ map, label, onOpen }: { map: BuyingMap; label: string | undefined; onOpen: (p: MapPerson) => void }) {
  const { t } = useTranslation(['selling', 'deal'])
  return (
    <>
      <ul className={classes.people}>
        {map.people.map((p) => (
          <li key={p.contactId}>
            <Mark attitude={p.attitude} />
            <div>{p.name}<small>{t(`deal:role.${p.role}`)} · {t('map.influence.label')}: {t(`map.influence.${p.influence}`)} · {t(`map.attitude.${p.attitude}`)}</small></div>
            {label ? <Button size="compact-sm" variant="default" onClick={() => onOpen(p)}>{label}<span className="k-hidden">: {p.name}</span></Button> : null}
          </li>
        ))}
      </ul>
      {map.ties.length > 0 ? <ul className={classes.ties} aria-label={t('map.ties')}>{map.ties.map((tie) => <li key={tie.id}>{tieText(t, tie, map)}</li>)}</ul> : null}
    </>
  )
}
