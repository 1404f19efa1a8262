import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Contact } from '@/shared/api/types'
import { ApiProblem } from '@/shared/api/problem'
import { Avatar } from '@/shared/ui/Avatar'
import { DataGrid } from '@/shared/ui/DataGrid'
import { EmptyState } from '@/shared/ui/EmptyState'
import { FilterBar } from '@/shared/ui/FilterBar'
import type { FilterField } from '@/shared/ui/filter/filters'
import type { GridColumn } from '@/shared/ui/grid/types'
import { SearchBox } from '@/shared/ui/SearchBox'
import { contactPage } from './sample'

const wait = (ms: number) => new Promise((done) => { setTimeout(done, ms) })
const fields: FilterField[] = [
  { id: 'city', label: 'City', kind: 'text' }, { id: 'owner', label: 'Owner', kind: 'person' }, { id: 'company', label: 'Company', kind: 'company' }, { id: 'createdAt', label: 'Created', kind: 'date' },
]

export function GridKit() {
  const [q, setQ] = useState('')
  const [sort, setSort] = useState<string | undefined>('name')
  const [filter, setFilter] = useState(['owner:is:me', 'city:contains:War'])
  const query = useInfiniteQuery({
    queryKey: ['kit', 'grid'], initialPageParam: 0,
    queryFn: async ({ pageParam }) => { await wait(120); return contactPage(pageParam) },
    getNextPageParam: (last) => (last.next ? Number(last.next) : undefined),
  })
  const columns = useMemo((): GridColumn<Contact>[] => [
    { id: 'name', label: 'Name', sort: 'name', cell: (c) => <><Avatar name={c.name} /><span className="k-clip">{c.name}</span></> },
    { id: 'email', label: 'E-mail', width: 200, cell: (c) => c.email, edit: { type: 'email', value: (c) => c.email ?? '', save: async () => { await wait(300); throw new ApiProblem({ status: 422, code: 'status.409' }) } } },
    { id: 'phone', label: 'Phone', cell: (c) => c.phone, edit: { type: 'tel', value: (c) => c.phone ?? '', save: () => wait(200) } },
    { id: 'company', label: 'Company', sort: 'company', width: 190, cell: (c) => c.companyName },
    { id: 'city', label: 'City', sort: 'city', width: 120, cell: (c) => c.city },
    { id: 'owner', label: 'Owner', cell: (c) => c.ownerName },
    { id: 'jobTitle', label: 'Job title', hidden: true, cell: (c) => c.jobTitle },
  ], [])
  return (
    <DataGrid id="kit" label="Contacts" columns={columns} query={query} href={(c) => `/acme/contacts/${c.id}`} sort={sort} onSort={setSort} total={2100}
      toolbar={<><SearchBox value={q} onChange={setQ} label="Search contacts" /><FilterBar fields={fields} asked={{ filter }} onChange={(next) => setFilter(next.filter ?? [])} /></>}
      empty={<EmptyState title="No contacts" />} />
  )
}
