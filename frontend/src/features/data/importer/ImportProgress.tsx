import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Section } from '@/shared/ui/Section'
import { complain } from '@/shared/ui/undoable'
import { CountList } from './CountList'
import classes from './Import.module.css'
import { useImportActions } from './importQuery'

/** How far an import is. It goes on when the page is left. */
export function ImportProgress({ data }: { data: Import }) {
  const { t } = useTranslation('import')
  const format = useFormat()
  const { cancel } = useImportActions(data.id)
  const [busy, setBusy] = useState(false)
  const share = data.total > 0 ? data.done / data.total : 0
  const stop = () => { setBusy(true); cancel().catch(complain).finally(() => setBusy(false)) }
  return (
    <Section title={t('import:running.title', { name: data.fileName })} text={t('import:running.text')} actions={<Button variant="default" loading={busy} onClick={stop}>{t('import:running.stop')}</Button>}>
      <div className={classes.progress}>
        <Progress value={share * 100} size="lg" animated aria-label={t('import:running.title', { name: data.fileName })} />
        <span className="k-num" role="status">{t('import:running.done', { percent: format.percent(share), done: format.number(data.done), total: format.number(data.total) })}</span>
      </div>
      <CountList label={t('import:running.sofar')} data={data} />
    </Section>
  )
}
