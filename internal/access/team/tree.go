package team

import "github.com/google/uuid"

// Tree is all teams as they were at one moment.
type Tree []Team

// Below are the ids of a team and all teams below it.
func (ts Tree) Below(id uuid.UUID) []uuid.UUID {
	found, seen := []uuid.UUID{id}, map[uuid.UUID]bool{id: true}
	for i := 0; i < len(found); i++ {
		for _, t := range ts {
			if t.ParentID != nil && *t.ParentID == found[i] && !seen[t.ID] {
				found, seen[t.ID] = append(found, t.ID), true
			}
		}
	}
	return found
}

// Of returns what teams open to a person: the person's own and those below the ones the person leads; and everybody else
// in them.
func (ts Tree) Of(userID uuid.UUID) (teams, mates []uuid.UUID) {
	mine := map[uuid.UUID]bool{}
	for _, t := range ts {
		for _, m := range t.Members {
			if m.UserID != userID {
				continue
			}
			mine[t.ID] = true
			if m.Manager {
				for _, id := range ts.Below(t.ID) {
					mine[id] = true
				}
			}
		}
	}
	seen := map[uuid.UUID]bool{userID: true}
	for _, t := range ts {
		if !mine[t.ID] {
			continue
		}
		teams = append(teams, t.ID)
		for _, m := range t.Members {
			if !seen[m.UserID] {
				mates, seen[m.UserID] = append(mates, m.UserID), true
			}
		}
	}
	return teams, mates
}

// With is the tree as it would be with a team as given: added, changed or, without a name, gone.
func (ts Tree) With(t Team) Tree {
	next := Tree{}
	for _, old := range ts {
		if old.ID != t.ID {
			next = append(next, old)
		}
	}
	if t.Name != "" {
		next = append(next, t)
	}
	return next
}

// places refuses a team above that is not there, or is the team itself or below it.
func (ts Tree) places(t Team) error {
	if t.ParentID == nil {
		return nil
	}
	for _, id := range ts.Below(t.ID) {
		if id == *t.ParentID {
			return ErrLoop
		}
	}
	for _, other := range ts {
		if other.ID == *t.ParentID {
			return nil
		}
	}
	return ErrNoParent
}
