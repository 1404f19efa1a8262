import { ActionIcon } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { part } from '@/shared/lib/part'
import type { MenuEntry } from './menu/types'
import { complain } from './undoable'

interface RowMenuProps {
  label: string
  /** What it offers; what is false is left out, and without anything there is no button. */
  entries: (MenuEntry | false)[]
  /** Over the entries. */
  title?: string
  icon?: ReactNode
  size?: 'md' | 'lg'
  className?: string
}

const menu = part(() => import('./menu/EntryMenu').then((m) => m.EntryMenu))

/** What can be done with one row, card or record; the menu is fetched and made when first wanted, for there may be hundreds of them. */
export function RowMenu({ label, entries, title, icon = <IconDots size={16} aria-hidden />, size = 'md', className }: RowMenuProps) {
  const [wanted, setWanted] = useState(false)
  const Menu = menu.use(wanted, (error) => { setWanted(false); complain(error) })
  const offered = entries.filter((e): e is MenuEntry => e !== false)
  const face = { size, className, 'aria-label': label, children: icon }
  if (offered.length === 0) return null
  if (wanted && Menu) return <Menu button={<ActionIcon {...face} />} title={title} entries={offered} />
  return <ActionIcon {...face} aria-haspopup="menu" onClick={() => setWanted(true)} onPointerEnter={menu.warm} onFocus={menu.warm} />
}
