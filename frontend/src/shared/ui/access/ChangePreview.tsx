import { useTranslation } from 'react-i18next'
import type { AccessPreview } from '@/shared/api/types'
import { ConfirmDialog } from '../ConfirmDialog'
import { PreviewText } from './PreviewText'

/** A change that waits for a word: what it would do, what it is in words, and how it is made. */
export interface Asked { preview: AccessPreview; words: string; save: () => Promise<unknown> }

/** What a change of a role or a team would do, before it is saved. */
export function ChangePreview({ asked, onAnswer }: { asked: Asked | null; onAnswer: () => void }) {
  const { t } = useTranslation(['access', 'common'])
  return (
    <ConfirmDialog opened={asked !== null} onClose={onAnswer} title={asked?.words ?? ''} confirmLabel={t('common:action.save')} onConfirm={() => asked?.save() ?? Promise.resolve()}>
      {asked ? <PreviewText preview={asked.preview} /> : null}
    </ConfirmDialog>
  )
}
