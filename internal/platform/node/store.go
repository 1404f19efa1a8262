package node

import (
	"context"
	"fmt"

	"github.com/kith-crm/kith/internal/kit/db"
)

func list(ctx context.Context) (all []Node, err error) {
	return all, db.Orm(ctx).Order("id").Find(&all).Error // all rows: nodes belong to the service
}

func find(ctx context.Context, where string, value any) (n Node, err error) {
	err = db.Orm(ctx).Where(where, value).Take(&n).Error // all rows: one by its name or number; sql: where is one of the service's own
	if db.Missing(err) {
		err = ErrNotFound
	}
	return n, err
}

// insert gives a node the next number.
func insert(ctx context.Context, n *Node) error {
	if err := db.Orm(ctx).Exec("LOCK TABLE node IN SHARE ROW EXCLUSIVE MODE").Error; err != nil { // all rows: numbers are given one after the other
		return err
	}
	if err := db.Orm(ctx).Raw("SELECT max(id) + 1 FROM node").Scan(&n.ID).Error; err != nil { // all rows: the highest number
		return err
	}
	err := db.Orm(ctx).Create(n).Error // all rows: an insert
	if db.Violates(err, "node_name_key") || db.Violates(err, "node_url_from_key") {
		return ErrTaken
	}
	return err
}

func setState(ctx context.Context, id int, state string) error {
	return db.Orm(ctx).Model(&Node{}).Where("id = ?", id).Update("state", state).Error // all rows: one by id
}

func onlyOpen(ctx context.Context, id int) (alone bool, err error) {
	const q = `SELECT NOT EXISTS (SELECT FROM node WHERE state = 'open' AND id <> ?)`
	return alone, db.Orm(ctx).Raw(q, id).Scan(&alone).Error // all rows: nodes belong to the service
}

const linesSQL = `SELECT n.id, n.name, n.url_from, n.state, n.created_at,
	(SELECT count(*) FROM tenant t WHERE t.node = n.id AND t.state NOT IN ('spare', 'purged')) AS tenants,
	(SELECT count(*) FROM tenant t WHERE t.node = n.id AND t.state = 'spare') AS spares,
	(SELECT count(*) FROM tenant_move m WHERE n.id IN (m.source, m.target)) AS moving
FROM node n ORDER BY n.id`

func lines(ctx context.Context) (all []Line, err error) {
	return all, db.Orm(ctx).Raw(linesSQL).Scan(&all).Error // all rows: for the operator
}

// queue are the numbers of a node's jobs.
type queue struct {
	Waiting, Failed int64
	Oldest          float64 // seconds since the one was due that has waited longest
}

const queueSQL = `SELECT count(id) FILTER (WHERE state <> 'discarded') AS waiting, count(id) FILTER (WHERE state = 'discarded') AS failed,
	coalesce(extract(epoch FROM now() - min(scheduled_at) FILTER (WHERE state = 'available')), 0)::float8 AS oldest
	FROM river_job WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled', 'discarded')`

func readQueue(ctx context.Context, _ Node) (q queue, err error) {
	return q, db.Orm(ctx).Raw(queueSQL).Scan(&q).Error // all rows: by number only
}

// Address is where a node is, as this process was told.
func (s *Service) Address(ctx context.Context, id int) (db.Address, error) {
	var n Node
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		n, err = find(ctx, "id = ?", id)
		return err
	})
	if err != nil {
		return db.Address{}, err
	}
	return s.Locate(n)
}

// Locate reads a node's address from the environment.
func (s *Service) Locate(n Node) (a db.Address, err error) {
	if a.URL, err = s.d.Lookup(n.URLFrom); err != nil {
		return a, err
	}
	if a.URL == "" {
		return a, fmt.Errorf("%s is not set: it is to hold the address of the node %s", n.URLFrom, n.Name)
	}
	a.Direct, err = s.d.Lookup(n.URLFrom + "_DIRECT")
	return a, err
}
