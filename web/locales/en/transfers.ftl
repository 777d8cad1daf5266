# Transfers
page-transfers = Transfers
transfer-arrival = A family that came from elsewhere
transfer-code = Code on their slip
transfer-code-hint = Read the QR code on the transfer slip with the reader.
transfer-read = Read
transfer-from = From { $place }
transfer-to = To { $place }
transfer-between = From { $from } to { $to }
transfer-take-in = Take in and check in
transfer-all-came = All came (check in)
transfer-taken = Checked in. Reception number { $number }.
transfer-open = Open the household
transfer-here-before = This family has been taken in here before.
transfer-number-only = This slip holds only a number. Register the family first.
transfer-expected = Families on the way here
transfer-none-expected = No family was announced.
transfer-sent = Families sent on
transfer-none-sent = No family was sent on.
transfer-send = Transfer
transfer-who = { $n ->
    [one] One person goes
   *[other] { $n } people go
  }
transfer-where = Where to
transfer-no-place = No place of this name is in the register.
transfer-send-now = Send on
transfer-sent-saved = They are on the way. Print the slip and give it to the family.
transfer-slip = Print the slip
transfer-take-back = Take back (they stay)
transfer-state-on-the-way = On the way
transfer-state-unconfirmed = Arrival not confirmed
transfer-state-arrived = Arrived
transfer-state-taken-back = Taken back
list-not-everybody = Not everybody is listed.
field-transfer-code = This is not the code of a transfer slip.
field-place-unknown = This place cannot be chosen.
field-name-to = Where to
field-name-code = Code on their slip
transfer-adult = Name of the adult they go with
transfer-adult-hint = A child without a guardian is among them. Write the name of the adult who brought them.
