# Accounts, switching users, locking the screen
account-how = Put in a name and press “Make”: the PIN is shown.
account-days = For how long
account-days-n = { $n ->
    [one] 1 day
   *[other] { $n } days
 }
account-pin-drawn = The PIN (six digits) is drawn and shown once.
account-passphrase = Passphrase
account-passphrase-hint = At least 8 characters, not digits alone.
account-made = The account is made
account-pin = PIN
account-until = Works until
account-here-only = It works at this place’s own laptops alone, not from phones or elsewhere.
account-pin-once = It cannot be seen again once this is closed. If it is forgotten, disable the account and make a new one.
account-slip-print = Print it
account-slip-done = Handed over
account-ends = Until { $at }
field-secret-short = This is too short.
field-secret-easy = This is too easy to guess.
field-secret-passphrase = Managers and HQ officers need a passphrase, not digits alone.
lock-switch = Switch or lock ({ $key })
lock-screen = Who is there?
lock-why-asked = The screen is locked.
lock-why-idle = Nobody used it for a while, so it was locked.
lock-why-ended = The sign-in has ended.
lock-screen-other = To take over, put in your own name.
lock-screen-lost = What { $name } was typing will be lost.
lock-screen-go-on = Go on
