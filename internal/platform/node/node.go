// Package node owns the registry of the database servers on which companies live. It knows where each is and whether it
// takes new companies; which company is on which is the business of platform/tenant, and moving them that of
// platform/move.
package node

import (
	"errors"
	"regexp"
	"time"
)

// The states of a node.
const (
	Open   = "open"   // gets new companies
	Closed = "closed" // keeps those that it has
)

// Node is one database server. Its address, which has a password in it, is in an environment variable, in every process of
// the program; URLFrom names it.
type Node struct {
	ID        int
	Name      string
	URLFrom   string
	State     string
	CreatedAt time.Time
}

// Line is a node with what is on it.
type Line struct {
	Node
	Tenants, Spares, Moving int
	Jobs                    int64 // that wait in its queue
	Failed                  int64 // that were given up and not dismissed
	Trouble                 error `gorm:"-"` // why it can't be reached or read; nil when it can
}

// What can go wrong with nodes.
var (
	ErrNotFound = errors.New("there is no such node: see kith node list")
	ErrTaken    = errors.New("there is a node of this name or with this variable already")
	ErrName     = errors.New("a node's name is lower-case letters, digits and dashes, such as node2")
	ErrVariable = errors.New("the variable with the address is upper-case letters, digits and underscores, such as KITH_NODE2_URL")
	ErrLast     = errors.New("this is the only open node: open another one first, or nobody can sign up")
)

var (
	nameForm     = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)
	variableForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
)

// check tells what is wrong with a draft of a node.
func (n Node) check() error {
	var name, variable error
	if !nameForm.MatchString(n.Name) {
		name = ErrName
	}
	if !variableForm.MatchString(n.URLFrom) {
		variable = ErrVariable
	}
	return errors.Join(name, variable)
}
