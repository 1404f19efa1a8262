import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Import } from '@/shared/api/types'
import { useAddress } from '@/shared/lib/useAddress'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { EarlierImports } from './EarlierImports'
import { FileDrop } from './FileDrop'
import { ImportCheck } from './ImportCheck'
import { ImportProgress } from './ImportProgress'
import { ImportResult } from './ImportResult'
import { importQuery } from './importQuery'

/** The address names the import, so that a reload goes on where one was. */
export interface ImportSearch { id?: string }

/** Records from a file: choose it, check how it was understood, bring it in. */
export function ImportPage() {
  const { t } = useTranslation(['import', 'importMore'])
  const may = useCan()
  const [{ id }, set] = useAddress<ImportSearch>()
  if (!may('import', 'create')) return <><PageHeader title={t('importMore:title')} /><EmptyState title={t('common:error.denied')} text={t('import:denied')} /></>
  const other = id ? <Button variant="default" onClick={() => set({ id: undefined })}>{t('import:other')}</Button> : undefined
  return (
    <>
      <PageHeader title={t('importMore:title')} actions={other} />
      {id ? <Chosen key={id} id={id} /> : <><FileDrop onUploaded={(data) => set({ id: data.id })} /><EarlierImports onOpen={(chosen) => set({ id: chosen })} /></>}
    </>
  )
}

function Chosen({ id }: { id: string }) {
  const query = useQuery(importQuery(id))
  if (query.data) return <Step data={query.data} />
  return query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <ListSkeleton />
}

function Step({ data }: { data: Import }) {
  if (data.state === 'ready') return <ImportCheck data={data} />
  return data.state === 'running' || data.state === 'paused' ? <ImportProgress data={data} /> : <ImportResult data={data} />
}
