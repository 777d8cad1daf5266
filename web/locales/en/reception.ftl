# Reception. Short, so that a tired person types faster than they write.

# The one search field
search-any = Search by name, number or card
search-any-hint = Kanji, kana or romaji, reception number, claim code, card; a reader works, too. ↓ goes to the results, Esc comes back here.
code-kind-reception-no = Reception number
code-kind-claim-code = Claim code
code-kind-blank-card = Printed card
code-kind-card = Card
camera = Read a QR code by camera
camera-none = This page cannot use a camera. It can only on this laptop itself, at http://localhost. Choose a picture, or type the number.
camera-file = Choose a picture of the QR code
camera-nothing = No QR code was read. Take the picture again in better light, or type the number.
camera-refused = The camera cannot be used. See whether it is permitted. You can also choose a picture or type the number.

# Not arrived
waited-codes = Claim codes not arrived yet
waited-explain = The code is good, but its registration is not on this laptop yet. It may be on another one and still on its way. It opens by itself when it comes. If it cannot wait, register anew and tell the manager.
waited-not-here = Not arrived
waited-arrived = It has come: open
waited-since = waiting since { $at }
waited-forget = Remove { $code }

# Other work
reception-ways = Other work at reception
way-count = Report the headcount only
way-paper = Type in paper cards
way-away = Away for the night
way-cards = Print blank cards
way-lists = Print the roster, or take it as a file

# Registering
keys-next = next empty field; after the age, the next person; with no given name, Save
keys-optional = to what may be left out, such as sex
keys-save = save and check in
keys-back = to the search field
save-and-check-in = Save and check in
entered-from-desk = Registered at the desk
entered-from-paper = Type in paper cards
registered-by-self-qr = Registered by themselves
registered-by-paper = From a paper card
registered-by-staff = Registered at the desk
registered-by-prereg = Registered beforehand
paper-time = Time written on the card
paper-time-hint = Stays for the next card.
paper-time-missing = Enter the date and time
paper-count = This stack: { $cards } cards, { $people } people
paper-last = Last card: reception number { $number }, saved on this laptop. Write it on the card.

# Cards
card = Card number
card-hint = Any card will do, but never My Number: do not copy that number.
field-card-my-number = This has the form of a My Number. It cannot stand here; use another card.
field-name-card = Card number
card-in-hand = { $kind } { $card } is nobody's yet. Open a household or register one to tie it.
card-to-tie = Card { $card } will be tied to this household.
card-tie = Tie card { $card } to this household
card-put-down = Do not use this card
cards-explain = Ten on an A4 page, with nothing but a number and its QR code. Until one is tied to a household it is nobody's. Prints in black and white.
cards-pages = A4 pages (20 at most)
cards-make = Make numbers
cards-print = Print
cards-name = Name

# Check in and out
stay-action-move = Move to section
section = Section
section-hint = For example: gym B-3. Recorded with the check-in, or changed later.
in-section = section { $section }
away-returns = Expected back
away-returns-hint = Leave empty if it is not known. Whoever is late stands in the list of those away.
away-save = Record the night elsewhere
away-until = back { $at }
away-none = Nobody is away for the night.
away-no-time = no time was told
away-overdue = not back yet
unaccompanied-minor = Child without a guardian
brought-by = Adult who brought them
brought-by-hint = They may not leave but with this person.
minor-brought-by = Child without a guardian (brought by { $name })
with-adult = Adult they leave with
with-adult-hint = They were brought by { $name }. See that it is that person, and type the name.
with-adult-any = Nobody wrote down who brought them. Type the name of the adult they leave with.
left-with = with { $name }
field-name-with-adult = Adult they leave with
field-name-section = Section
field-name-returns-at = Expected back
field-name-unaccompanied-minor = Child without a guardian
field-name-brought-by = Adult who brought them

# Records of one human
duplicates = Records that may be of the same person
duplicates-because = The same: { $reasons }. Compare them.
duplicates-are-linked = Said to be the same person, and counted once. Both records are kept.
same-reason-name = name
same-reason-age = age
same-reason-phone = phone
comparison-same = The same person (count once)
comparison-different = Two people (undo the link)

clash-this-laptop = this laptop
