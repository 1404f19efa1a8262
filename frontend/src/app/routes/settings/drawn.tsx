import { lazy, Suspense } from 'react'
import type { Drawn } from '@/features/crm/layout/AsRole'
import { isMade } from '@/shared/api/fields'
import type { Company, Contact, Deal } from '@/shared/api/types'
import type { ObjectRecord } from '@/shared/api/typesObject'
import { ListSkeleton } from '@/shared/ui/Skeletons'

const ContactFacts = lazy(async () => ({ default: (await import('@/features/crm/contact/ContactFacts')).ContactFacts }))
const CompanyFacts = lazy(async () => ({ default: (await import('@/features/crm/company/CompanyFacts')).CompanyFacts }))
const DealFacts = lazy(async () => ({ default: (await import('@/features/crm/deal/DealFacts')).DealFacts }))

const RecordFacts = lazy(async () => ({ default: (await import('@/features/crm/object/RecordFacts')).RecordFacts }))

const nobody = { write: undefined, call: undefined }

/** The fields of a record, as on its page. */
export const drawn: Drawn = ({ object, record, given }) => (
  <Suspense fallback={<ListSkeleton rows={6} />}>
    {object === 'contact' ? <ContactFacts contact={record as Contact} reaching={nobody} given={given} /> : null}
    {object === 'company' ? <CompanyFacts company={record as Company} reaching={nobody} given={given} /> : null}
    {isMade(object) ? <RecordFacts record={record as ObjectRecord} code={object} given={given} /> : null}
    {object === 'deal' ? <DealFacts deal={record as Deal} given={given} /> : null}
  </Suspense>
)
