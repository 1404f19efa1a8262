import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { PreviewText } from '../explain/PreviewText'
import type { Asked } from './useRoleChange'

/** What a change of a role would do, before it is saved. */
export function RolePreview({ asked, onAnswer }: { asked: Asked | null; onAnswer: () => void }) {
  const { t } = useTranslation(['access', 'common'])
  return (
    <ConfirmDialog opened={asked !== null} onClose={onAnswer} title={asked?.words ?? ''} confirmLabel={t('common:action.save')} onConfirm={() => asked?.save() ?? Promise.resolve()}>
      {asked ? <PreviewText preview={asked.preview} /> : null}
    </ConfirmDialog>
  )
}
