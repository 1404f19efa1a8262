import { Button, Group, Progress } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Section } from '@/shared/ui/Section'
import { complain } from '@/shared/ui/undoable'
import { CountList } from './CountList'
import classes from './Import.module.css'
import { useImportActions } from './importQuery'

/** How far an import is. It goes on when the page is left, unless it is paused. */
export function ImportProgress({ data }: { data: Import }) {
  const { t } = useTranslation('import')
  const format = useFormat()
  const { cancel, pause, resume } = useImportActions(data.id)
  const [busy, setBusy] = useState(false)
  const share = data.total > 0 ? data.done / data.total : 0
  const paused = data.state === 'paused'
  const title = t(paused ? 'import:paused.title' : 'import:running.title', { name: data.fileName })
  const run = (act: () => Promise<unknown>) => { setBusy(true); act().catch(complain).finally(() => setBusy(false)) }
  const actions = (
    <Group gap="xs">
      {paused ? <Button disabled={busy} onClick={() => run(resume)}>{t('import:paused.resume')}</Button> : <Button variant="default" disabled={busy} onClick={() => run(pause)}>{t('import:running.pause')}</Button>}
      <Button variant="default" disabled={busy} onClick={() => run(cancel)}>{t('import:running.stop')}</Button>
    </Group>
  )
  return (
    <Section title={title} text={t(paused ? 'import:paused.text' : 'import:running.text')} actions={actions}>
      <div className={classes.progress}>
        <Progress value={share * 100} size="lg" animated={!paused} aria-label={title} />
        <span className="k-num" role="status">{t('import:running.done', { percent: format.percent(share), done: format.number(data.done), total: format.number(data.total) })}</span>
      </div>
      <CountList label={t('import:running.sofar')} data={data} />
    </Section>
  )
}
