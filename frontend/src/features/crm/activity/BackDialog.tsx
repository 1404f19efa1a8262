import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'

interface BackDialogProps { asked: string | null; onClose: () => void; onConfirm: (field: string) => Promise<unknown> }

/** Asks before an earlier value replaces what somebody wrote since. */
export function BackDialog({ asked, onClose, onConfirm }: BackDialogProps) {
  const { t } = useTranslation('activity')
  return <ConfirmDialog opened={asked !== null} onClose={onClose} title={t('back.title')} confirmLabel={t('back.do')} onConfirm={() => onConfirm(asked ?? '')}>{t('back.text')}</ConfirmDialog>
}
