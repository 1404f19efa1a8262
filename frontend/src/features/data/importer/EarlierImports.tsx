import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Import } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot, type Tone } from '@/shared/ui/StatusDot'
import classes from './Import.module.css'
import { importsQuery } from './importQuery'

const tones: Record<Import['state'], Tone> = { ready: 'info', running: 'accent', paused: 'warn', done: 'ok', failed: 'bad', cancelled: 'dim' }

/** What was brought in before; each can be looked at again. */
export function EarlierImports({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useTranslation('import')
  const query = useQuery(importsQuery())
  if (query.isPending) return <ListSkeleton rows={3} />
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (query.data.length === 0) return null
  return (
    <div className={classes.earlier}>
      <Section title={t('import:earlier.title')}>
        <ul className={classes.list} aria-label={t('import:earlier.title')}>{query.data.map((one) => <Row key={one.id} data={one} onOpen={onOpen} />)}</ul>
      </Section>
    </div>
  )
}

function Row({ data, onOpen }: { data: Import; onOpen: (id: string) => void }) {
  const { t } = useTranslation('import')
  const format = useFormat()
  const ended = data.state === 'done' || data.state === 'cancelled' || data.state === 'failed'
  const facts = ended
    ? t('import:earlier.facts', { created: format.number(data.created), updated: format.number(data.updated), failed: format.number(data.failed) })
    : t('import:rows', { count: data.total, n: format.number(data.total) })
  return (
    <li>
      <button type="button" className={classes.row} onClick={() => onOpen(data.id)}>
        <span className={classes.rowName}>{data.fileName}</span>
        <StatusDot tone={tones[data.state]}>{t(`import:state.${data.state}`)}</StatusDot>
        <span className={classes.rowFacts}>{facts}</span>
        <time className={classes.rowFacts} dateTime={data.createdAt}>{format.dateTime(data.createdAt)}</time>
      </button>
    </li>
  )
}
