import { ActionIcon } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { OpenMenu } from './OpenMenu'

/** What can be done with one row or record; the menu is made when first wanted, for there may be hundreds of them. */
export function RowMenu({ label, children, size = 'md' }: { label: string; children: ReactNode; size?: 'md' | 'lg' }) {
  const [wanted, setWanted] = useState(false)
  const face = { size, 'aria-label': label, 'aria-haspopup': 'menu' as const, children: <IconDots size={16} aria-hidden /> }
  if (!wanted) return <ActionIcon {...face} onClick={() => setWanted(true)} />
  return <OpenMenu button={<ActionIcon {...face} />}>{children}</OpenMenu>
}
