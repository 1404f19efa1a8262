import { ActionIcon, Button } from '@mantine/core'
import { IconMail, IconPhone, type Icon } from '@tabler/icons-react'
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
export interface Reach { Write: ComponentType<ReachProps>; Call: ComponentType<ReachProps> }

export interface Reaching { write: (() => void) | undefined; call: (() => void) | undefined; dialogs: ReactNode }

/** Reaching a record's people through Kith: for whom the role lets note what was said, and where there is an address or a number. */
export function useReach(about: ReachProps['about'], record: { name: string; email: string | null; phone: string | null } | undefined, { Write, Call }: Reach): Reaching {
  const [open, setOpen] = useState<'write' | 'call' | null>(null)
  const may = useCan()('activity', 'create')
  if (!may || !record) return { write: undefined, call: undefined, dialogs: null }
  const dialog = { about, name: record.name, onClose: () => setOpen(null) }
  return {
    write: record.email ? () => setOpen('write') : undefined, call: record.phone ? () => setOpen('call') : undefined,
    dialogs: <><Write {...dialog} opened={open === 'write'} /><Call {...dialog} opened={open === 'call'} /></>,
  }
}

interface WayProps { value: string | null; label: string; through: (() => void) | undefined; icon?: boolean }

/** A button, or beside the value an icon: a way out of the program, or one through it. */
function Way({ icon, mark: Mark, label, ...rest }: { icon: boolean | undefined; mark: Icon; label: string } & ({ href: string } | { onClick: () => void })) {
  const link = 'href' in rest ? { component: 'a' as const, ...rest } : rest
  if (icon) return <ActionIcon size="md" aria-label={label} {...link}><Mark size={16} aria-hidden /></ActionIcon>
  return <Button variant="default" leftSection={<Mark size={16} aria-hidden />} {...link}>{label}</Button>
}

/** Writes through Kith; who may not do that but sees the address uses a program of their own. */
export function Mail({ value, through, ...rest }: WayProps) {
  const face = { icon: rest.icon, label: rest.label, mark: IconMail }
  if (through) return <Way {...face} onClick={through} />
  return isWhole(value) ? <Way {...face} href={`mailto:${value}`} /> : null
}

/** Calls with one's own phone; who sees only a part of the number has the company's phone system call. */
export function Phone({ value, through, ...rest }: WayProps) {
  const face = { icon: rest.icon, label: rest.label, mark: IconPhone }
  if (isWhole(value)) return <Way {...face} href={`tel:${value}`} />
  return through ? <Way {...face} onClick={through} /> : null
}
