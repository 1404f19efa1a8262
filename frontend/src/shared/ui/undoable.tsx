import { Button, Group } from '@mantine/core'
import type { NotificationData } from '@mantine/notifications'
import i18next from 'i18next'
import { problemText } from '@/shared/i18n/problemText'

interface Undoable {
  /** What has been done: 'Ann Lee deleted'. */
  message: string
  /** Takes it back. */
  undo: () => Promise<unknown>
}

/** The frame of every page fetches the notices right after its first drawing, so by now they are here. */
function show(make: (hide: () => void) => NotificationData): void {
  void import('@mantine/notifications').then(({ notifications }) => {
    const id: string = notifications.show({ withBorder: true, closeButtonProps: { 'aria-label': i18next.t('common:action.close') }, ...make(() => notifications.hide(id)) })
  })
}

/** A notice, in the look they all have. */
export const notify = (data: NotificationData): void => show(() => data)

/** Ten seconds to take back what has just been done; better than asking before. */
export function undoable({ message, undo }: Undoable): void {
  show((hide) => ({
    autoClose: 10_000,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="md">
        <span>{message}</span>
        <Button size="compact-sm" variant="light" onClick={() => { hide(); undo().catch(complain) }}>{i18next.t('common:action.undo')}</Button>
      </Group>
    ),
  }))
}

/** Says in one sentence that something did not work. */
export function complain(error: unknown): void {
  notify({ color: 'red', autoClose: 8000, message: problemText(error) })
}

/** Says that something worked, where nothing on the page shows it. */
export function inform(message: string): void {
  notify({ autoClose: 4000, message })
}
