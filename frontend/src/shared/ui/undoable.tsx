import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import i18next from 'i18next'
import { problemText } from '@/shared/i18n/problemText'

interface Undoable {
  /** What has been done: 'Ann Lee deleted'. */
  message: string
  /** Takes it back. */
  undo: () => Promise<unknown>
}

/** Ten seconds to take back what has just been done; better than asking before. */
export function undoable({ message, undo }: Undoable): void {
  const id = notifications.show({
    autoClose: 10_000,
    withBorder: true,
    closeButtonProps: { 'aria-label': i18next.t('common:action.close') },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="md">
        <span>{message}</span>
        <Button size="compact-sm" variant="light" onClick={() => { notifications.hide(id); undo().catch(complain) }}>{i18next.t('common:action.undo')}</Button>
      </Group>
    ),
  })
}

/** Says in one sentence that something did not work. */
export function complain(error: unknown): void {
  notifications.show({ color: 'red', withBorder: true, autoClose: 8000, message: problemText(error), closeButtonProps: { 'aria-label': i18next.t('common:action.close') } })
}

/** Says that something worked, where nothing on the page shows it. */
export function inform(message: string): void {
  notifications.show({ withBorder: true, autoClose: 4000, message, closeButtonProps: { 'aria-label': i18next.t('common:action.close') } })
}
