package team

import (
	"slices"

	"github.com/google/uuid"
)

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

// Led are the people in the teams that a person leads and in those below, without the person.
func (ts Tree) Led(userID uuid.UUID) (people []uuid.UUID) {
	seen := map[uuid.UUID]bool{userID: true}
	for _, t := range ts {
		if !slices.Contains(t.Members, Member{t.ID, userID, true}) {
			continue
		}
		for _, id := range ts.Below(t.ID) {
			for _, m := range ts.at(id).Members {
				if !seen[m.UserID] {
					people, seen[m.UserID] = append(people, m.UserID), true
				}
			}
		}
	}
	return people
}

// Leaders are the people who lead a person: the managers of the person's teams and of those above.
func (ts Tree) Leaders(userID uuid.UUID) (people []uuid.UUID) {
	for _, t := range ts {
		for _, m := range t.Members {
			if m.Manager && m.UserID != userID && !slices.Contains(people, m.UserID) && slices.Contains(ts.Led(m.UserID), userID) {
				people = append(people, m.UserID)
			}
		}
	}
	return people
}

func (ts Tree) at(id uuid.UUID) Team {
	for _, t := range ts {
		if t.ID == id {
			return t
		}
	}
	return Team{}
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
