/** Whether one can write to an address or call a number: neither where there is none, nor where only a part of it is shown. */
export const isWhole = (value: string | null | undefined): boolean => Boolean(value) && !value?.includes('•••')
