package passkey

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/kit/db"
)

func of(ctx context.Context, userID uuid.UUID) *gorm.DB {
	return db.Orm(ctx).Model(&Passkey{}).Where("user_id = ?", userID) // all rows: of the one person
}

func list(ctx context.Context, userID uuid.UUID) (ps []Passkey, err error) {
	return ps, of(ctx, userID).Order("created_at, id").Find(&ps).Error
}

func find(ctx context.Context, userID, id uuid.UUID) (p Passkey, err error) {
	err = of(ctx, userID).Where("id = ?", id).Take(&p).Error
	if db.Missing(err) {
		return p, ErrNotFound
	}
	return p, err
}

func insert(ctx context.Context, p *Passkey) error {
	err := db.Orm(ctx).Create(p).Error
	if db.Violates(err, "passkey_credential_key") {
		return ErrTaken.Because(err)
	}
	return err
}

func rename(ctx context.Context, p Passkey) error {
	return of(ctx, p.UserID).Where("id = ?", p.ID).Update("name", p.Name).Error
}

func remove(ctx context.Context, p Passkey) error {
	return of(ctx, p.UserID).Where("id = ?", p.ID).Delete(&Passkey{}).Error
}

// used notes the use of a key and the counter that its device has moved on to.
func used(ctx context.Context, userID uuid.UUID, credentialID []byte, credential string, now time.Time) error {
	return of(ctx, userID).Where("credential_id = ?", credentialID).Updates(map[string]any{"credential": credential, "used_at": now}).Error
}
