import { lazy, Suspense } from 'react'
import { PageSkeleton } from '../Skeletons'

export interface AbsentProps {
  query: { data: unknown; error: Error | null; isError: boolean; refetch: () => unknown }
  path: string
  listLabel: string
}

const RecordLost = lazy(async () => ({ default: (await import('./RecordLost')).RecordLost }))

/** In place of a record that is not there: on its way, or why it will not come, which few visits have to read. */
export function RecordAbsent(props: AbsentProps) {
  return props.query.isError ? <Suspense fallback={<PageSkeleton />}><RecordLost {...props} /></Suspense> : <PageSkeleton />
}
