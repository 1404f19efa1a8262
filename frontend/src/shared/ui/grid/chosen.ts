/** Which columns of a list somebody chose to see or not to see, remembered on this machine. */
export function chosenColumns(id: string): Record<string, boolean> {
  try {
    return JSON.parse(localStorage.getItem(keyOf(id)) ?? '{}') as Record<string, boolean>
  } catch {
    return {}
  }
}

export const keyOf = (id: string) => `kith.columns.${id}`

/** The ids of those chosen to be seen. */
export const shownColumns = (id: string): string[] => Object.entries(chosenColumns(id)).filter(([, on]) => on).map(([column]) => column)
