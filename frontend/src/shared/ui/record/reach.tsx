import { ActionIcon, Button } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useState, type ComponentType, type ReactNode } from 'react'
import { useCan } from '@/shared/api/me'
import { isWhole } from '@/shared/lib/isWhole'

export interface ReachProps {
  about: { kind: 'contact' | 'company'; id: string }
  /** Of the record, as the person sees it. */
  name: string
  opened: boolean
  onClose: () => void
}

/** What other features bring to reach somebody through Kith. */
export interface Reach { Write: ComponentType<ReachProps> }

export interface Reaching { write: (() => void) | undefined; dialogs: ReactNode }

/** Writing to a record's people through Kith: for whom the role lets note what was said, and where there is an address. */
export function useReach(about: ReachProps['about'], record: { name: string; email: string | null } | undefined, { Write }: Reach): Reaching {
  const [opened, setOpened] = useState(false)
  const may = useCan()('activity', 'create')
  if (!may || !record?.email) return { write: undefined, dialogs: null }
  return { write: () => setOpened(true), dialogs: <Write about={about} name={record.name} opened={opened} onClose={() => setOpened(false)} /> }
}

interface MailProps { email: string | null; label: string; write: (() => void) | undefined }

/** Writes through Kith; who may not do that but sees the address uses a program of their own. */
export function MailButton({ email, label, write }: MailProps) {
  const face = { variant: 'default', leftSection: <IconMail size={16} aria-hidden /> }
  if (write) return <Button {...face} onClick={write}>{label}</Button>
  return isWhole(email) ? <Button {...face} component="a" href={`mailto:${email}`}>{label}</Button> : null
}

/** The same beside the address. */
export function MailIcon({ email, label, write }: MailProps) {
  const face = { size: 'md', 'aria-label': label, children: <IconMail size={16} aria-hidden /> }
  if (write) return <ActionIcon {...face} onClick={write} />
  return isWhole(email) ? <ActionIcon {...face} component="a" href={`mailto:${email}`} /> : null
}
