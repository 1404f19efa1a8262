import { Menu } from '@mantine/core'
import type { ReactElement, Ref } from 'react'
import { OpenMenu } from '../OpenMenu'
import type { MenuEntry } from './types'

interface EntryMenuProps {
  button: ReactElement<{ ref?: Ref<HTMLButtonElement> }>
  title?: string
  entries: MenuEntry[]
}

/** The menu of `RowMenu`, fetched when it is first opened. */
export function EntryMenu({ button, title, entries }: EntryMenuProps) {
  return (
    <OpenMenu button={button}>
      {title ? <Menu.Label>{title}</Menu.Label> : null}
      {entries.map((entry) => <Entry key={entry.label} entry={entry} />)}
    </OpenMenu>
  )
}

function Entry({ entry: { label, icon: Mark, danger, onClick, href } }: { entry: MenuEntry }) {
  const face = { color: danger ? 'red' : undefined, leftSection: Mark ? <Mark size={16} aria-hidden /> : undefined, children: label }
  if (!href) return <Menu.Item {...face} onClick={onClick} />
  const away = /^https?:/.test(href) ? { target: '_blank', rel: 'noreferrer' } : {}
  return <Menu.Item {...face} component="a" href={href} {...away} />
}
