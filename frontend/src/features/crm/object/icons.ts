import { IconBook, IconBox, IconCar, IconCpu, IconFileText, IconHome, IconPlant, IconStar, IconTicket, IconTool, type Icon } from '@tabler/icons-react'
import type { ObjectIcon } from '@/shared/api/typesObject'

/** The icons that a kind of records can have. */
export const icons: Record<ObjectIcon, Icon> = { box: IconBox, machine: IconCpu, contract: IconFileText, property: IconHome, car: IconCar, ticket: IconTicket, book: IconBook, tool: IconTool, plant: IconPlant, star: IconStar }
export const iconNames = Object.keys(icons) as ObjectIcon[]
