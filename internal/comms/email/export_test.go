package email

// SendNow is what the job does.
var SendNow = (*Service).send
