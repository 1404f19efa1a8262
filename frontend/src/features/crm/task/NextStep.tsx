import { Button, Modal, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Task } from '@/shared/api/types'
import { TaskAdd } from './TaskAdd'

interface NextStepProps { task: Task | null; onClose: () => void }

/** Asks for the next step of a deal whose last task is done. Escape skips it. */
export function NextStep({ task, onClose }: NextStepProps) {
  const { t } = useTranslation('work')
  const about = task?.about
  return (
    <Modal opened={about != null} onClose={onClose} title={t('work:next.title')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {about ? (
        <Stack gap="md">
          <Text size="sm">{t('work:next.text', { name: about.name })}</Text>
          <TaskAdd about={{ kind: about.kind, id: about.id }} label={t('work:next.field')} autoFocus onAdded={onClose} />
          <Button variant="subtle" onClick={onClose} aria-keyshortcuts="Escape">{t('work:next.skip')}</Button>
        </Stack>
      ) : null}
    </Modal>
  )
}
