import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import i18next from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onDemand } from '@/shared/lib/onDemand'
import type { ExportDialogProps } from './ExportDialog'

/** The dialog that makes a file of a list, fetched when it is first opened. */
export const LateExport = onDemand<ExportDialogProps>(() => i18next.loadNamespaces(['export', 'problemWork']).then(() => import('./ExportDialog')).then((m) => m.ExportDialog), (p) => p.opened)

/** Takes a list out as a file. */
export function ExportButton(props: Omit<ExportDialogProps, 'opened' | 'onClose'>) {
  const { t } = useTranslation('common')
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => setOpened(true)}>{t('list.export')}</Button>
      <LateExport {...props} opened={opened} onClose={() => setOpened(false)} />
    </>
  )
}
