# Words for the values of closed lists: `<list>-<value>`. A test finds values without a word.

address-kind-registered = Registered address
address-kind-living = Where they live now

can-report-yes = Can come
can-report-hard = Hard to come
can-report-no = Cannot come
can-report-arrived = Arrived

channel-here = This laptop
channel-mesh = From the shelter’s laptop
channel-import = Imported list

eta-within-hour = Within 1 hour
eta-within-three-hours = Within 3 hours
eta-within-day = Within 1 day
eta-within-three-days = Within 3 days
eta-later = Later than 3 days

family-safety-all-safe = All safe
family-safety-injured = Someone is injured
family-safety-missing = Someone is missing
family-safety-unknown = Not known

house-damage-none = No damage
house-damage-partial = Partly damaged
house-damage-half = Half destroyed
house-damage-full = Destroyed
house-damage-unknown = Not known

house-state-ok = Intact
house-state-half = Half destroyed
house-state-full = Destroyed
house-state-unknown = Not known

left-to-home = Own home
left-to-relative = Relatives or friends
left-to-other-shelter = Another shelter
left-to-temporary-housing = Temporary housing
left-to-hospital = Hospital
left-to-facility = Welfare facility or welfare shelter
left-to-other = Other
left-to-unknown = Unknown

need-illness = Illness
need-injury = Injury
need-pregnant = Pregnant or newly delivered
need-infant = Infant
need-disability = Disability
need-care-level = Needs nursing care
need-device-power = Medical device (needs power)
need-medication = Medication
need-elderly-alone = Elderly, lives alone
need-dementia = Dementia
need-foreign-language = Foreign language
need-other = Other

opening-not-opened = Not opened
opening-open = Open
opening-closed = Closed
opening-unknown = Unknown
opening-permanent = Permanent

own-safety-safe = Safe
own-safety-minor = Slightly injured
own-safety-severe = Badly injured
own-safety-other = Other

place-kind-hq = Disaster headquarters
place-kind-designated-shelter = Designated shelter
place-kind-welfare-shelter = Welfare shelter
place-kind-voluntary-shelter = Self-organised shelter
place-kind-car-park = Car park (sleeping in cars)
place-kind-tent-village = Tent village
place-kind-home-district = District (staying at home)
place-kind-isolated-hamlet = Isolated hamlet
place-kind-unknown = Kind not known

request-state-submitted = Requested
request-state-accepted = Accepted
request-state-rejected = Not possible
request-state-sourcing = Being sourced
request-state-shipped = Shipped
request-state-at-hub = Arrived at the hub
request-state-out-for-delivery = Out for delivery
request-state-partly-delivered = Partly delivered
request-state-delivered = Delivered
request-state-closed = Closed
request-state-cancelled = Cancelled

request-step-accept = Accept
request-step-reject = Say it is not possible
request-step-source = Start sourcing
request-step-ship = Shipped
request-step-arrive-at-hub = Arrived at the hub
request-step-send-out = Sent out for delivery
request-step-deliver = We received it
request-step-close = Close
request-step-cancel = Cancel

role-manager = Manager
role-reception = Reception
role-supplies = Supplies
role-staff-safety = Staff safety
role-hq-officer = HQ officer

setup-confirm-clock = Date and time
setup-take-ticket = Ticket
setup-name-manager = Manager
setup-done = Done

sex-male = Male
sex-female = Female
sex-other = Other
sex-no-answer = No answer

stay-kind-check-in = Check in
stay-kind-check-out = Check out
stay-kind-overnight-away = Night elsewhere
stay-kind-return = Back from a night elsewhere

stay-place-shelter = Inside the shelter
stay-place-car = In a car
stay-place-tent = In a tent
stay-place-home = At home
stay-place-relative = With relatives or friends
stay-place-other = Other

stay-state-expected = Not yet checked in
stay-state-staying = Staying
stay-state-overnight = Night elsewhere
stay-state-left = Left

supply-enough = Enough, or regularly restocked
supply-few-days = Only 2–3 days left, nothing in sight after that
supply-short-today = Not enough even for today
supply-unknown = Unknown

urgency-now = At once
urgency-today = Today
urgency-this-week = This week

usable-yes = Working
usable-no = Not working
usable-unknown = Unknown

whereabouts-home = At home
whereabouts-work = At work
whereabouts-shelter = In a shelter
whereabouts-moving = On the way
whereabouts-other = Other

# Kinds of documents, roles of laptops (a later version may know more; those are shown as they come)
kind-city = Whole city (places, notices, roster)
kind-place = Place status and supplies
kind-people = People’s records
kind-staff = Staff safety
kind-desk = Accounts
kind-lookups = Look-ups
kind-layers = Drone images

node-role-hq = Disaster headquarters
node-role-shelter = Shelter
node-role-patrol = Patrol
node-role-relay = Relay
