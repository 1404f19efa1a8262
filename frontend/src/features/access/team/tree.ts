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
