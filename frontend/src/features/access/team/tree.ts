import type { Team } from '@/shared/api/types'

/** A team and all teams below it. */
export function below(teams: Team[], id: string): string[] {
  const found = [id]
  for (const next of found) found.push(...teams.filter((t) => t.parentId === next && !found.includes(t.id)).map((t) => t.id))
  return found
}

/** Teams in the order of their tree, each with how deep it stands. */
export function inTree(teams: Team[], parent: string | null = null, depth = 0): { team: Team; depth: number }[] {
  return teams.filter((t) => t.parentId === parent).flatMap((team) => [{ team, depth }, ...inTree(teams, team.id, depth + 1)])
}

/** Where something was put: onto a team, or between teams at an index that does not count itself. */
export interface Put { draggableId: string; combine?: { draggableId: string } | null; destination?: { index: number } | null }

/** The team above after a drop: null at the top, undefined where it cannot stand, such as below itself. */
export function placeOf(teams: Team[], put: Put): string | null | undefined {
  const others = inTree(teams).map((row) => row.team).filter((team) => team.id !== put.draggableId)
  const above = put.combine ? put.combine.draggableId : put.destination ? others[put.destination.index]?.parentId ?? null : undefined
  return above && below(teams, put.draggableId).includes(above) ? undefined : above
}
