import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CaptureLine } from './CaptureLine'

/** The line in a window of its own, from wherever one is; `line` is what was typed already. */
export function CaptureDialog({ line, onClose }: { line: string | null; onClose: () => void }) {
  const { t } = useTranslation('capture')
  return (
    <Modal opened={line !== null} onClose={onClose} title={t('title')} size="lg" closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {line === null ? null : <CaptureLine initial={line} autoFocus onWritten={onClose} />}
    </Modal>
  )
}
