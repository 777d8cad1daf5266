# Words of the pages: short and plain, for a tired reader.

app-name = Musubi
language = Language
drill = DRILL — this is an exercise
skip = Skip to content
nav = Menu
sign-out = Sign out
laptop-letter = Laptop { $letter }
loading = Loading…
link-lost = This page has lost its connection. What you see may be old. Reconnecting…
required = required
list-comma = { ", " }
save = Save
edit = Change
remove = Remove
note = Note
comment = Comment
unknown = unknown
none-said = —
none-yet = —
no-name = (no name)

page-overview = Overview
page-reception = Reception
page-supplies = Supplies
page-place = Place status
page-staff = Staff safety
page-notices = Notices
page-sync = Connections
page-accounts = Accounts

age-now = just now
age-minutes = { $n } min ago
age-hours = { $n } h ago
age-days = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
age-never = no word yet
age-unconfirmed = time unconfirmed

saved-here = Saved on this laptop
saved-before = Already saved before (nothing was registered twice)
saved-here-means = It survives a power cut. Whether HQ has it stands under “Connections”.

refused-unreachable = The program on this laptop does not answer. Check that it is running and press again.
refused-unexpected = That did not work. Please press again.
refused-field = This field cannot be taken

# Refused fields (`field-` and the code)
field-text-empty = Please fill this in.
field-text-too-long = This is too long.
field-text-control = This holds characters that cannot be used.
field-text-form = This is written in a form that is not understood.
field-number-bounds = This number is too large or too small.
field-record-missing = This is needed.
field-record-misplaced = This does not belong here.
field-record-contradiction = This does not fit another field.
field-record-too-many = These are too many.
field-item-unknown = These goods are not in the catalogue.
field-time-past = This time has passed.
field-json = The form was sent in a wrong shape.

# First run
first-run = First steps
clock-ask = Are this date and time right? Compare them with a watch or a phone.
clock-wrong = If not, correct date and time in the computer’s settings. What is shown here follows.
clock-confirm = They are right
ticket-text = Text of the ticket
ticket-hint = Read the QR code of the printed ticket with a USB reader, or paste its text.
ticket-pin = PIN (if there is one)
ticket-pin-hint = Six digits, printed on a separate sheet.
ticket-take = Enrol this laptop
manager-ask = Name the manager of this laptop. The manager can make accounts for others later.
manager-name = Start as manager

# Sign-in, accounts
login = Sign in
login-first-use = First use of this laptop (no manager yet)
account-name = Name
account-secret = PIN or passphrase
account-secret-hint = At least 6 digits, or at least 8 characters
account-secret-again = PIN or passphrase (again)
account-secret-differs = The two entries differ
account-new = Make an account
account-list = Accounts of this place
account-role = Role
account-make = Make account
account-created = Made { $at }
account-disable = Disable
account-disable-named = Disable { $name }
account-disabled = disabled

# Reception
search-pane = Search
detail-pane = Household
search-label = Search by name or reception number
search-hint = Kanji, kana or romaji, or a claim code. ↓ goes to the results, Esc comes back here.
search-newest = Newest registrations
search-results = Households found
search-none = Nothing found.
search-more = There are more. Type a little more.
roster-incomplete = Not everyone is listed here.
register-household = Register a household
register-keys = Enter goes to the next field. Enter on an empty row goes to Save.
register-more = Phone, address, consent and more (may wait)
register-next = Register the next household
reception-start = Search for a household at the left, or register a new one.
reception-start-hq = Search for a household at the left.
back-to-search = Back to the search
person-n = Person { $n }
person-name = Name
add-person = One more person
remove-person = Remove person { $n }
edit-person = Change { $name }
family = Family name
given = Given name
family-kana = Family (kana)
given-kana = Given (kana)
age-or-birth = Age or birth date
age-unknown = age unknown
years-old = { $n } years
sex = Sex
not-asked = Not asked
relation = Relation
needs = Needs
allergies = Allergies
draft-nobody = Enter the name of at least one person
draft-name = Enter a name or its kana
draft-age = Enter it like “34”, “60-69”, “1991-4-2” or “S25.3.2”
stay-place = Where they stay
check-in-now = Check in now
phone = Phone
address = Address
house-damage = Damage to the home
pets = Pets
protected = Information withheld
consent = Answering enquiries (ask and confirm; no until they say yes)
consent-kin = Relatives and housemates may be told
consent-acquaintance = Acquaintances (friends, work, neighbours) may be told
consent-public = Agrees to other enquiries and publication
registered = Registered
registered-persons = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
registered-at = Registered { $at }
reception-no = Reception number
no-number = no number
claim-code = Claim code { $code }
self-registered = self-registered
open-household = Open this household
edit-household = Change the household
unreadable = Entries that this version cannot read: { $n }. They are not lost.
stay-actions = Check in and out
stay-actions-for = { $n ->
    [one] For the { $n } person ticked
   *[other] For the { $n } people ticked
}
stay-saved = { $what } — saved on this laptop
stay-history = Stays so far
stay-to = → { $where }
left-to = Left to
left-to-missing = Choose where they left to (“Unknown” if nobody knows)
left-to-place = Shelter
left-to-note = More on where they went
not-in-list = Not in the list
check-out-save = Record the check-out
clash = clash
clash-head = Two entries disagree
clash-explain = Different laptops wrote different things. Both are kept. Choose the right one.
clash-household = Household
clash-by = Written by laptop { $who }
clash-blank = (blank)
clash-choose = This is right

# Names of fields (for clashes)
field-name-family = Family name
field-name-given = Given name
field-name-family-kana = Family (kana)
field-name-given-kana = Given (kana)
field-name-birth = Birth date
field-name-age = Age
field-name-sex = Sex
field-name-relation = Relation
field-name-needs = Needs
field-name-allergies = Allergies
field-name-note = Note
field-name-address = Address
field-name-address-kind = Kind of address
field-name-phone = Phone
field-name-house-damage = Damage to the home
field-name-stay-place = Where they stay
field-name-language = Language
field-name-pets = Pets
field-name-persons = People
field-name-item = Goods
field-name-quantity = Quantity
field-name-name = Name
field-name-secret = PIN or passphrase
field-name-number = Staff number
field-name-department = Department
field-name-title = Heading
field-name-text = Text
field-name-opening = Opening
field-name-where-to = Left to
field-name-other-place = Shelter
field-name-expires-at = Expiry
field-name-counted = Counted
field-name-change = Change

# Supplies
supplies-ask = Request goods
supplies-requests = Requests and progress
supplies-basic = Drinking water and the eight basic goods
supplies-other = Other goods
supplies-from-above = From above
supplies-item-missing = Choose the goods
supplies-note-hint = Sizes, allergies and so on
supplies-send = Send the request
supplies-none = No requests yet.
quantity = Quantity
quantity-unit = Quantity ({ $unit })
quantity-missing = Enter a number of 1 or more
urgency = Urgency
amount = { $n } { $unit }
delivered-of = { $n } of { $of } delivered
received-amount = Number received ({ $unit })
timeline = Steps so far ({ $n })
event-ignored = does not count
stage-partly = Partly delivered
stock = Stock
item = Goods
stock-count = In stock
stock-change = Change or count
stock-less = −1 { $item }
stock-more = +1 { $item }
stock-counted = Counted: { $item }
stock-counted-short = counted
stock-set = Counted
stock-negative = please count again

# Staff safety
staff-summary = By department
staff-report = Report safety
staff-roster = Roster
department = Department
staff-all = Staff
no-reply = No reply
staff-replied = Replied
staff-safe = Safe
staff-hurt = Injured
staff-can-come = Can come
staff-arrived = Arrived
staff-total = Total
oldest-reply = Oldest reply
staff-none = There is no roster yet.
staff-number = Staff number
staff-number-hint = Type part of the number or name and choose from the list.
staff-number-missing = Enter the staff number
staff-own = Own state
staff-own-missing = Choose the person’s own state
staff-can-report = Coming in
staff-eta = When they can come
staff-more = Family, home, reporting for another
staff-family = Family
staff-house = Home
staff-whereabouts = Where they are
staff-gathering-place = Gathering place
staff-proxy = Reported by (for another)
staff-proxy-hint = Only when somebody else reports
staff-save = Save the report
staff-add = Add one to the roster
silent-only = Only those without a reply
roster-shown = Showing { $n } of { $of }
reported-by = reported by { $who }

# Place status (EEI terms)
in-shelter = People in shelter
households = Households
outside-known = Known outside the shelter
unit-people = { " people" }
unit-households = { " households" }
unit-requests = { " requests" }
capacity = Capacity { $n }
not-in-register = not in the register
place-clash = Reports of the same time disagree.
no-report = No status report yet.
opening = Opening
inferred = inferred
situation-oldest = Oldest item
situation-newest = Newest report
place-report = Report the status
place-search = Search by name, address or common ID
places-found = { $n ->
    [one] { $n } place
   *[other] { $n } places
}
places-more = Too many to show. Type a little more.
lifelines = Working or not
report-nothing = Choose at least one
report-hint = Choose only what somebody looked at. The rest stays as last reported.
not-looked = — as before
report-crowding = Room
report-opening = Opening
provisions = Water, food and fuel
report-electricity = Electricity
report-gas = Gas
report-water = Tap water
report-sewer = Sewage
report-telephone = Telephone
report-network = Internet
report-drinking-water = Drinking water
report-domestic-water = Water for washing
report-food = Food
report-fuel = Fuel
report-delivery-hours = Hours for deliveries
door-facts = Unloading conditions
report-unloaders = Helpers for unloading
report-save = Save the status
observed-at = When it was checked
observed-at-hint = The time somebody looked. Empty means now.
headcount = Report the headcount
headcount-hint = Empty means “not counted”. That is not 0.
headcount-inside = Inside the shelter
headcount-outside = Outside (cars, tents, at home), as far as known
headcount-parts = Breakdown (as far as known)
headcount-nothing = Enter at least one number
headcount-save = Save the headcount
count-in-shelter = People in the shelter (total)
count-households = Households
count-men = People (male)
count-women = People (female)
count-sex-unknown = People (sex not known or other)
count-infants = Infants
count-needs-care = People needing care
count-outside-known = People outside
count-outside-households = Households outside
count-not-a-number = Enter a number

# Notices
notices-none = No notices yet.
notice-urgent = Urgent (shown first)
urgent = Urgent
notice-new = Publish a notice
notice-title = Heading
notice-text = Text
notice-language = Language of the text
notice-publish = Publish to all shelters

# Connections
clock-head = This laptop’s clock
clock-doubt = This laptop’s clock has not been confirmed.
clock-doubt-link = The manager can do so under “Connections”
clock-confirmed = Confirmed by a person on { $at }.
clock-unconfirmed = Not yet confirmed by a person.
clock-skew = This clock differs from its neighbours by { $minutes } min.
peers = Laptops around
peers-none = No laptop is connected now. Records stay here and travel when one is.
peer-connected = connected
peer-away = away
peer-heard = Last heard
peer-unknown = Not compared yet.
peer-equal = Holds the same records.
peer-differs = Records still to give: { $behind }; still to get: { $ahead }
peer-skew = Its clock differs by { $minutes } min.
documents = Records
documents-saved = “Saved on this laptop” counts records that are written to its disk.
documents-unknown = The records of this laptop are not counted yet.
document-kind = Kind
document-owner = Place
document-age = Newest
document-notes = Remarks
sealed = sealed (carried only)
held = held back: { $n }

# Overview
open-requests = Open requests
silent-places = Places never heard from: { $n }
total-oldest = Oldest part
total-parts = Known: { $known } places. Unknown: { $unknown }.
total-uncertain = Time unconfirmed: { $n } places
overview-none = No place has reported yet.
overview-places = Places
place = Place
last-heard = Last heard
registered-staying = Staying by name
requests-of = Open requests of { $place }: { $n }
channel = Channel
