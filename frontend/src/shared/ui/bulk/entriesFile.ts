import type { TFunction } from 'i18next'
import { api } from '@/shared/api/client'
import type { ChangeEntry, ChangeSet, EntryState } from '@/shared/api/typesBulk'
import { download } from '@/shared/lib/download'
import { whyNot } from './bulkQuery'

/** A cell of a table for spreadsheets; what one would run as a formula is made harmless. */
const cell = (text: string) => `"${(/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`

/** All entries in a state, whichever page of them was looked at, as a table. */
export async function downloadEntries(set: ChangeSet, state: EntryState, t: TFunction): Promise<void> {
  const all: ChangeEntry[] = []
  for (let more = true; more;) {
    const page = await api.get('/changesets/{id}/entries', { path: { id: set.id }, query: { state, after: all.at(-1)?.recordId } })
    all.push(...page.items)
    more = page.more
  }
  const rows = [[t('bulk:file.name'), t('bulk:file.why'), 'id'], ...all.map((e) => [e.name, whyNot(e), e.recordId])]
  download(new Blob([`\ufeff${rows.map((r) => r.map(cell).join(',')).join('\r\n')}\r\n`], { type: 'text/csv' }), t('bulk:file.title'))
}
