import { useSearch } from '@tanstack/react-router'
import { AsRole } from '@/features/crm/layout/AsRole'
import { LayoutsPage } from '@/features/crm/layout/LayoutsPage'
import type { LaidObject } from '@/shared/api/typesLayout'
import { drawn } from './drawn'

export { ObjectsPage } from '@/features/crm/object/ObjectsPage'

/** The layouts, with a record in what is being made. */
export function LayoutsRoute() {
  const { object } = useSearch({ from: '/$slug/settings/layouts' })
  return <LayoutsPage object={object && object !== 'task' ? (object as LaidObject) : undefined} preview={(props) => <AsRole key={props.role} {...props} draw={drawn} />} />
}
