import { ActionIcon } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { OpenMenu } from '@/shared/ui/OpenMenu'

/** What can be done with an entry; the menu is made when first wanted, for there may be hundreds. */
export function EntryMenu({ label, children }: { label: string; children: ReactNode }) {
  const [wanted, setWanted] = useState(false)
  const face = { size: 'md', 'aria-label': label, 'aria-haspopup': 'menu' as const, children: <IconDots size={16} aria-hidden /> }
  if (!wanted) return <ActionIcon {...face} onClick={() => setWanted(true)} />
  return <OpenMenu button={<ActionIcon {...face} />}>{children}</OpenMenu>
}
