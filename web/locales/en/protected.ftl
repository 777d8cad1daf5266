# Protected people at headquarters: two persons look together
two-persons = Look as two persons (protected people too)
two-persons-about = Another manager or officer types their own name and passphrase here. It lasts 15 minutes. Who looked, when and why is kept and cannot be erased.
two-persons-why = What it is needed for
two-persons-name = Name of the other person
two-persons-secret = Passphrase of the other person
two-persons-begin = Look together
two-persons-until = Until { $at } protected people are shown, too. Let nobody else see this screen.
two-persons-end = Done
lookup-action-reveal = Two persons began to look
lookup-second = Other person
lookup-why = Reason
field-name-why = Reason
lookup-action-close = Two persons closed the operation
lookup-action-list = Printed the roster
lookup-action-file = Took the roster as a file
lookup-action-published = Took those who agreed to be published as a file (PFIF)
lookup-action-ledger = Took the feed of the register of victims as a file
