import { useQuery } from '@tanstack/react-query'
import { Suspense, type ReactNode } from 'react'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import { oneQuery } from '@/shared/api/list'
import { useOpenFields } from '@/shared/api/me'
import type { Task } from '@/shared/api/types'
import type { OwnField, OwnValue } from '@/shared/api/typesField'
import { ErrorState } from '@/shared/ui/ErrorState'
import type { ApiForm } from '@/shared/ui/form/useApiForm'
import { OwnInputsLater, type OwnForm } from '@/shared/ui/own/ownForm'
import { OwnPart } from '@/shared/ui/own/OwnPart'
import { ListSkeleton } from '@/shared/ui/Skeletons'

type Custom = Record<string, OwnValue>

/** A task with what it has in all of the company's own fields: lists bring only those that they show. */
export function Whole({ task, children }: { task: Task; children: (task: Task) => ReactNode }) {
  const fields = useQuery(ownFieldsQuery('task'))
  const has = (fields.data ?? []).length > 0
  const whole = useQuery({ ...oneQuery('/tasks', task.id), enabled: has, staleTime: 0, gcTime: 0 })
  if (fields.isPending || (has && whole.isPending)) return <ListSkeleton rows={3} />
  if (has && whole.isError) return <ErrorState error={whole.error} onRetry={() => void whole.refetch()} />
  return <>{children((has && whole.data) || task)}</>
}

/** The company's own fields in a task's form: inputs for those that the person fills in, and the others to read. */
export function TaskOwn<V extends OwnForm>({ task, form }: { task: Task; form: ApiForm<V> }) {
  const { data = [] } = useQuery(ownFieldsQuery('task'))
  const { fills } = useOpenFields('task')
  if (data.length === 0) return null
  const filled = (f: OwnField) => f.state === 'active' && f.type !== 'formula' && fills(ownKey(f.id))
  const keys = (fields: OwnField[]) => fields.map((f) => ownKey(f.id))
  const read = keys(data.filter((f) => !filled(f)))
  return (
    <>
      <Suspense fallback={null}><OwnInputsLater object="task" form={form} also={keys(data.filter(filled))} names={task.customNames} /></Suspense>
      {read.length > 0 ? <dl style={{ margin: 0 }}><OwnPart object="task" record={task} only={read} save={() => Promise.resolve()} /></dl> : null}
    </>
  )
}

/** Values as the inputs of a form take them. */
export const typedOf = (custom: Custom = {}): Custom => Object.fromEntries(Object.entries(custom).map(([id, v]) => [id, typeof v === 'boolean' || typeof v === 'number' ? String(v) : v]))

const none = (v: OwnValue | undefined) => v === undefined || v === null || v === ''
const same = (a: OwnValue | undefined, b: OwnValue | undefined) => (none(a) && none(b)) || JSON.stringify(a) === JSON.stringify(b)

/** Of what was typed, what is not as it was; what was emptied is taken out. */
export function changed(before: Custom | undefined, typed: Custom): { custom?: Custom } {
  const was = typedOf(before)
  const other = Object.entries(typed).filter(([id, v]) => !same(was[id], v)).map(([id, v]) => [id, none(v) ? null : v] as const)
  return other.length > 0 ? { custom: Object.fromEntries(other) } : {}
}
