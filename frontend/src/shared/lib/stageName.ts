import type { TFunction } from 'i18next'

/** A stage in what tells where a deal was: one that is hidden from the person at the screen comes without its name. */
export const stageName = (t: TFunction, name: string | undefined): string | undefined => (name === '•••' ? t('common:elsewhere') : name)
