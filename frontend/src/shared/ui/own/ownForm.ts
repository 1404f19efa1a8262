import { useQuery } from '@tanstack/react-query'
import i18next from 'i18next'
import { lazy, type ReactNode } from 'react'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import type { FieldObject, OwnValue } from '@/shared/api/typesField'
import type { OwnInputsProps } from './OwnInputs'

/** What a form for a new record has of the company's own fields. */
export interface OwnForm { custom: Record<string, OwnValue> }

/** The inputs of a form, fetched apart, for the end of its inputs. */
export const OwnInputsLater = lazy(async () => {
  const [code] = await Promise.all([import('./OwnInputs'), i18next.loadNamespaces('field')])
  return { default: code.OwnInputs }
}) as unknown as <V extends object>(props: OwnInputsProps<V>) => ReactNode

/** What the fields are called, for the form's problems. */
export function useOwnLabels(object: FieldObject): Record<string, string> {
  const { data = [] } = useQuery(ownFieldsQuery(object))
  return Object.fromEntries(data.map((f) => [ownKey(f.id), f.label]))
}

/** Only what was filled in, to be sent with the rest of a form; nothing at all when nothing was. */
export function filledIn(custom: Record<string, OwnValue>): Partial<OwnForm> {
  const given = Object.entries(custom).filter(([, v]) => v !== '' && v !== null)
  return given.length > 0 ? { custom: Object.fromEntries(given) } : {}
}
