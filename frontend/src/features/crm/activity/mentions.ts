import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import { colleaguesQuery } from '@/shared/api/people'
import type { Colleague, Mentioning } from '@/shared/api/types'
import type { About } from './activityQuery'

/** A colleague as a text names them, after an @. */
export type Named = Mentioning

/** Who sees a record, by id. */
export const seersQuery = ({ kind, id }: About) => queryOptions({
  queryKey: ['/access', 'seers', kind, id],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (kind === 'object_record' ? null : (await api.get('/access/who', { query: { kind, id }, signal })).items.map((s) => s.userId)),
})

/** What is typed after the @ before the caret; null when no name is being typed. */
export const typedName = (before: string): string | null => /(?:^|[\s(])@([\p{L}\p{N}.'’-]*(?: [\p{L}\p{N}.'’-]*)?)$/u.exec(before)?.[1] ?? null

/** Those whom a text names: who was picked, and who is the only one of the name that was typed. */
export function namedIn(text: string, picked: Named[], people: Colleague[]): Named[] {
  const all = picked.filter((p) => text.includes(`@${p.label}`))
  for (const [, word] of text.matchAll(/(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{N}'’-]*)/gu)) {
    if (all.some((p) => p.label.split(' ')[0] === word)) continue
    const same = (name: string | undefined) => name?.toLocaleLowerCase() === word!.toLocaleLowerCase()
    const fit = people.filter((p) => same(p.name) || same(p.name.split(' ')[0]))
    if (fit.length === 1 && !all.some((p) => p.userId === fit[0]!.userId)) all.push({ userId: fit[0]!.userId, label: word! })
  }
  return all
}

/** Up to six colleagues of a name, those who see the record first. */
export function offered(typed: string, people: Colleague[], seers: string[] | null | undefined): Colleague[] {
  const wanted = typed.toLocaleLowerCase()
  const fits = (name: string) => name.toLocaleLowerCase().startsWith(wanted) || name.toLocaleLowerCase().includes(` ${wanted}`)
  const sees = (p: Colleague) => (!seers || seers.includes(p.userId) ? 0 : 1)
  return people.filter((p) => fits(p.name)).sort((a, b) => sees(a) - sees(b)).slice(0, 6)
}

/** The label of somebody in a text where another of the same name stands already. */
export function labelFor(person: Colleague, picked: Named[]): string {
  const taken = (label: string) => picked.some((p) => p.label === label && p.userId !== person.userId)
  let label = person.name
  for (let n = 2; taken(label); n++) label = `${person.name} ${n}`
  return label
}

/** Whom a text names, at the moment when it is sent: a name may have been typed faster than the names were there. */
export function useNamed() {
  const client = useQueryClient()
  return async (text: string, picked: Named[]): Promise<Named[]> =>
    text.includes('@') ? namedIn(text, picked, await client.ensureQueryData(colleaguesQuery()).catch(() => [])) : []
}

/** Whether one may know who sees a record. */
export const useMayKnowSeers = () => useCan()('share', 'read')
