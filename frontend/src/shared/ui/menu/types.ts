import type { Icon } from '@tabler/icons-react'

/** One thing a menu offers. */
export interface MenuEntry {
  label: string
  icon?: Icon
  /** Takes something away. */
  danger?: boolean
  onClick?: () => void
  /** A way out of the program: `tel:`, `mailto:`, a site. */
  href?: string
}
