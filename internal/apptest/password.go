package apptest

// passwordHash is that of Password; making one for each person would slow every test down.
const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$fDhy7I/dICE5AX3fTjAvlw$dQTsV9z5L8oHXbRID6ctlUdn/X2XvusnhYO6+K+ewek`
