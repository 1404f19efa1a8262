import { Anchor, Textarea } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { CallCard, Outcome } from '@/shared/api/typesCadence'
import { useFormat } from '@/shared/i18n/format'
import { onDemand } from '@/shared/lib/onDemand'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import classes from './Calls.module.css'
import { Outcomes } from './Outcomes'
import { useTimeThere } from './there'
import { Tries } from './Tries'
import type { Said } from './useCalls'

const LaterDialog = onDemand(() => import('./LaterDialog').then((m) => m.LaterDialog), (p) => p.card !== null)

interface CallViewProps {
  card: CallCard
  /** What other features bring to dial. */
  dial: (card: CallCard) => ReactNode
  onSaid: (said: Said) => void
}

/** One lead to be called: who it is, what was said, and what came of the call. */
export function CallView({ card, dial, onSaid }: CallViewProps) {
  const { t } = useTranslation('selling')
  const there = useTimeThere(card.timezone)
  const { tenant: { slug }, user } = useMe()
  const may = useCan()('activity', 'create')
  const [text, setText] = useState('')
  const [asking, setAsking] = useState<'later' | 'do_not_call' | null>(null)
  const now = useMinute()
  const say = (said: Said) => { setAsking(null); onSaid({ ...said, ...(text.trim() ? { text } : {}) }) }
  const choose = (outcome: Outcome) => (outcome === 'later' || outcome === 'do_not_call' ? setAsking(outcome) : say({ outcome }))
  return (
    <section className={classes.card} aria-label={card.contactName}>
      <div>
        <h2>{card.contactName}</h2>
        <div className={classes.about}>
          <Anchor component={Link} to={`/${slug}/deals/${card.dealId}`} size="sm">{card.dealName}</Anchor>
          <span>{t('there', { time: there(now) })}</span>
          {card.ownerName && card.ownerId !== user.id ? <span>{t('ownerIs', { name: card.ownerName })}</span> : null}
        </div>
      </div>
      {card.asked ? <span className={classes.asked}>{t('asked')}</span> : null}
      {dial(card)}
      <Tries card={card} />
      <LastSaid card={card} />
      {may ? (
        <>
          <Textarea label={t('note')} value={text} onChange={(e) => setText(e.currentTarget.value)} autosize minRows={1} maxRows={6} maxLength={10_000} />
          <Outcomes disabled={asking !== null} onChoose={choose} />
        </>
      ) : null}
      <LaterDialog card={asking === 'later' ? card : null} onClose={() => setAsking(null)} onChoose={(at) => say({ outcome: 'later', at })} />
      <ConfirmDialog opened={asking === 'do_not_call'} onClose={() => setAsking(null)} title={t('never.title', { name: card.contactName })} confirmLabel={t('never.confirm')} danger
        onConfirm={() => Promise.resolve(say({ outcome: 'do_not_call', source: t('never.source') }))}>{t('never.text')}</ConfirmDialog>
    </section>
  )
}

/** Now, once a minute. */
function useMinute() {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

function LastSaid({ card: { last } }: { card: CallCard }) {
  const { t } = useTranslation('selling')
  const format = useFormat()
  if (!last) return <p className={classes.quiet}>{t('lastNone')}</p>
  return (
    <blockquote className={classes.last} aria-label={t('last')}>
      <p>{last.text}</p>
      <footer>{last.by} · {format.relative(last.at)}</footer>
    </blockquote>
  )
}
