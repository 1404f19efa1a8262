/** The days of a month (`YYYY-MM`) up to today, or all of them when it is over. */
export function daysOf(month: string, today: string): string[] {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate()
  const all = Array.from({ length }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`)
  return today.startsWith(month) ? all.filter((day) => day <= today) : all
}
