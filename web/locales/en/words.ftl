# Words for the values of closed lists: `<list>-<value>`. A test finds values without a word.

address-kind-residence = Registered address
address-kind-living = Where they live now

crowding-room = Room left
crowding-crowded = Crowded
crowding-full = Full
crowding-unknown = Unknown

eta-hour = Within 1 hour
eta-hours = Within 3 hours
eta-day = Within 1 day
eta-days = Within 3 days
eta-later = Later than 3 days

house-ok = Intact
house-half = Half destroyed
house-full = Destroyed
house-unknown = Not known

language-ja = 日本語
language-ja-easy = やさしい日本語
language-en = English
language-vi = Tiếng Việt
language-zh-hans = 简体中文
language-zh-hant = 繁體中文
language-tl = Tagalog
language-id = Bahasa Indonesia
language-ko = 한국어
language-ne = नेपाली
language-pt = Português
language-other = Other

opening-not-open = Not opened
opening-open = Open
opening-closed = Closed
opening-unknown = Unknown
opening-permanent = Permanent

place-kind-designated = Designated shelter
place-kind-welfare = Welfare shelter
place-kind-voluntary = Self-organised shelter
place-kind-car-park = Car park (sleeping in cars)
place-kind-tent-village = Tent village
place-kind-home-district = District (staying at home)
place-kind-isolated-hamlet = Isolated hamlet

role-manager = Manager
role-staff = Staff
role-reception = Reception
role-supplies = Supplies
role-staff-safety = Staff safety
role-hq-officer = HQ officer
lookup-action-card = Opened a household’s record

safety-safe = Safe
safety-minor = Slightly injured
safety-severe = Badly injured
safety-other = Other

refusal-none-to-be-had = There is none, and none can be got
refusal-too-much = Too much for that many people
refusal-asked-twice = Asked for already
refusal-on-its-way = Comes with another delivery
refusal-no-way = No road is open
refusal-not-given = Not given by the city
refusal-other = Other (in words)

source-stock = The city's stock
source-purchase = Purchase
source-aid = Aid from the state, prefecture, other cities, firms
source-offer = Surplus of another place

awaits-answer = Headquarters' answer
awaits-sending = Sending by headquarters
awaits-arrival = Word of its arrival
awaits-last-mile = Delivery from the hub
awaits-receipt = Receipt by the place
awaits-rest = Sending the rest

against-no-vehicle = No vehicle gets through to it
against-too-large = This vehicle is too large to get through
against-road-closed = The road cannot be used
against-no-forklift = There is no forklift for the pallets
against-outside-hours = It arrives when nobody takes goods in

acts-on = Acting
acts-by-hand = Ended
acts-hq-is-back = Ended: headquarters has word of it

hub-kind-wide-area = Wide-area hub (prefecture)
hub-kind-in-area = Hub within the city

hub-against-no-vehicle = No vehicle gets through to this hub
hub-against-too-large = This vehicle is too large for the hub
hub-against-road-closed = The road to the hub cannot be used
hub-against-no-forklift = The hub has no forklift to load the pallets
hub-against-outside-hours = It is to leave outside the hub's hours

line-left-not = Not yet left
line-left-on-the-road = On the road
line-left-and-received = Received

line-doubt-unknown = This laptop knows no such request
line-doubt-over = This request was cancelled or is over
line-doubt-too-much = More is loaded than has still to come

load-vehicle-kei = Kei car
load-vehicle-two-tonnes = 2 t truck
load-vehicle-four-tonnes = 4 t truck
load-vehicle-ten-tonnes = 10 t truck

unsaid-vehicle = largest vehicle
unsaid-road = road
unsaid-forklift = forklifts
unsaid-hours = hours and time of arrival

vehicle-kei = Kei cars
vehicle-two-tonnes = 2 t trucks
vehicle-four-tonnes = 4 t trucks
vehicle-ten-tonnes = 10 t trucks
vehicle-none = No vehicle

stage-draft = Draft
stage-submitted = Requested
stage-superseded = Replaced
stage-rejected = Not possible
stage-cancelled = Cancelled
stage-accepted = Accepted
stage-sourcing = Being sourced
stage-shipped = Shipped
stage-at-hub = At the hub
stage-out-for-delivery = Out for delivery
stage-delivered = Delivered
stage-closed = Closed

# The same stages as buttons: what one says by pressing.
say-draft = Back to draft
say-submitted = Request
say-superseded = Replace
say-rejected = Not possible
say-cancelled = Cancel
say-accepted = Accept
say-sourcing = Start sourcing
say-shipped = Shipped
say-at-hub = Arrived at the hub
say-out-for-delivery = Sent out
say-delivered = We received it
say-closed = Close

stay-action-check-in = Check in
stay-action-check-out = Check out
stay-action-overnight-away = Night elsewhere
stay-action-return = Back from a night elsewhere

stay-kind-check-in = Check-in
stay-kind-check-out = Check-out
stay-kind-overnight-away = Night elsewhere
stay-kind-transfer-out = Transfer (out)
stay-kind-transfer-in = Transfer (in)
stay-kind-correction = Correction
stay-kind-void = Struck out

stay-state-expected = Not yet checked in
stay-state-staying = Staying
stay-state-overnight = Night elsewhere
stay-state-left = Left
stay-state-in-transit = In transfer
stay-state-disputed = Records disagree

supply-level-enough = Enough, or regularly restocked
supply-level-days-left = Only 2–3 days left, nothing in sight after that
supply-level-short-today = Not enough even for today

urgency-now = At once
urgency-today = Today
urgency-days = Within days

usable-usable = Working
usable-partly = Partly working
usable-unusable = Not working
usable-unknown = Unknown

where-to-home = Own home
where-to-relatives = Relatives or friends
where-to-other-shelter = Another shelter
where-to-welfare-shelter = Welfare shelter
where-to-medical = Hospital or clinic
where-to-secondary-evacuation = Secondary evacuation
where-to-temporary-housing = Temporary housing
where-to-out-of-city = Outside the city
where-to-unknown = Unknown
where-to-died = Died

# Drinking water and the eight basic goods. Others come with the name in HQ’s catalogue.
item-drinking-water = Drinking water
item-food = Food
item-blanket = Blankets
item-infant-formula = Infant formula (powder or liquid)
item-infant-nappy = Nappies (infants, children)
item-adult-nappy = Nappies (adults)
item-portable-toilet = Portable toilets
item-toilet-paper = Toilet paper
item-sanitary-pad = Sanitary pads
item-household-water = Water for washing
item-fuel = Fuel
item-clothing = Clothing
item-camp-bed = Camp beds
item-cardboard-bed = Cardboard beds
item-partition = Partitions
item-tarpaulin = Tarpaulins
item-air-conditioner = Air conditioners
item-mask = Masks
item-disinfectant = Disinfectant
item-glove = Gloves
item-thermometer = Thermometers
item-toilet-soap = Soap for toilets
item-temporary-toilet = Temporary toilets

item-unit-drinking-water = bottles
item-unit-food = meals
item-unit-blanket = pieces
item-unit-infant-formula = packs
item-unit-infant-nappy = pieces
item-unit-adult-nappy = pieces
item-unit-portable-toilet = uses
item-unit-toilet-paper = rolls
item-unit-sanitary-pad = pieces
item-unit-household-water = litres
item-unit-fuel = litres
item-unit-clothing = pieces
item-unit-camp-bed = beds
item-unit-cardboard-bed = beds
item-unit-partition = pieces
item-unit-tarpaulin = sheets
item-unit-air-conditioner = units
item-unit-mask = pieces
item-unit-disinfectant = bottles
item-unit-glove = pieces
item-unit-thermometer = pieces
item-unit-toilet-soap = pieces
item-unit-temporary-toilet = units

can-report-yes = Can come
can-report-hard = Hard to come
can-report-no = Cannot come
can-report-arrived = Arrived

channel-here = This laptop
channel-mesh = From the shelter’s laptop
channel-import = Imported list
channel-telephone = { via-telephone }
channel-radio = { via-radio }
channel-fax = { via-fax }
channel-patrol = { via-patrol }
channel-self-defence = { via-self-defence }
channel-other-body = { via-other-body }

family-safety-all-safe = All safe
family-safety-injured = Someone is injured
family-safety-missing = Someone is missing
family-safety-unknown = Not known

house-damage-none = No damage
house-damage-partial = Partly damaged
house-damage-half = Half destroyed
house-damage-full = Destroyed
house-damage-unknown = Not known

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

setup-unlock = Passphrase
setup-confirm-clock = Date and time
setup-take-ticket = Ticket
setup-name-manager = Manager
setup-done = Done

sex-male = Male
sex-female = Female
sex-other = Other
sex-no-answer = No answer

stay-place-shelter = Inside the shelter
stay-place-car = In a car
stay-place-tent = In a tent
stay-place-home = At home
stay-place-relative = With relatives or friends
stay-place-other = Other

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

warning-journal-torn = The last run ended abruptly; the torn end of what was not saved yet is kept aside. Nothing shown as saved is lost.
warning-journal-damaged = Some records on this laptop’s disk cannot be read any more. They are fetched again from the laptops around. Think of replacing the disk.
warning-cache-rebuilt = The copy kept for display was damaged and was built again from the records. No record is lost.
warning-disk-nearly-full = The disk is nearly full. Delete files that are not needed.
warning-flood = Far more records are coming from one laptop than people can write. They are taken in slowly. Tell headquarters.
warning-unfit-entries = Records that do not hold have come; they are kept aside and not used. Tell headquarters.
warning-held-entries = Records of a laptop that was cut off are kept aside and not used. Headquarters looks at them.
warning-forked-log = Two versions of one laptop’s records were found. Tell headquarters.
warning-ticket-used-twice = More than one laptop took the same ticket. Look at “Tickets”.
warning-provisional-left = Some of what was recorded provisionally could not be taken over. It is kept aside, not deleted. Tell headquarters.

record-table-household = household
record-table-person = person
record-table-stay = stay
record-table-account = account
record-table-alias = alias
record-table-decision = decision
record-table-enrolment = enrolment
record-table-headcount = headcount
record-table-acting-hub = acting in headquarters' stead
record-table-acting-end = end of acting
record-table-acting-step = step of acting
record-table-hub = hub
record-table-item = item
record-table-layer = drone images
record-table-mapped = a file of a mapper
record-table-lookup = look-up
record-table-notice = notice
record-table-load = load sheet
record-table-load-line = line of a load sheet
record-table-offer = offer
record-table-place-report = place report
record-table-request = request for goods
record-table-request-event = step of a request
record-table-staff = staff member
record-table-staff-report = staff report

cut-off-no = valid
cut-off-said = A laptop that this one tried to reach says that this one is revoked. What is recorded here may reach nobody. Please contact headquarters at once.
cut-off-yes = Headquarters has revoked this laptop. Nothing more can be saved here or will reach anybody. What reached headquarters before stays valid. If it was not stolen, contact headquarters at once.

# Layers.
layer-state-draft = draft
layer-state-published = published
layer-state-corrected = published, position corrected
layer-state-withdrawn = withdrawn

platform-satellite = satellite
platform-aircraft = aircraft
platform-uav = drone
platform-balloon = balloon
platform-kite = kite
platform-helikite = helikite
platform-pole = pole
platform-rover = rover

positioning-single = receiver alone (off by metres)
positioning-rtk = RTK
positioning-ppk = PPK
positioning-gcp = ground control points

layer-answer-yes = yes
layer-answer-no = no

layer-making-reading = Reading.
layer-making-rendering = Rendering.
layer-making-writing = Writing.

layer-missing-captured-at = When it was taken: else nobody knows whether it shows the ground before or after.
layer-missing-captured-until = The end of the flight: it lies before its beginning, or people differ about it.
layer-missing-provider = The provider: whose pictures these are.
layer-missing-contact = A contact: name and e-mail for questions.
layer-missing-licence = The licence, such as CC-BY-4.0, from the provider.
layer-missing-tracing-permitted = Permission to trace for OpenStreetMap: yes or no.
layer-missing-tracing-by = Who permitted tracing.
layer-missing-tracing-at = When tracing was permitted.
layer-missing-tracing-text = The words of the permission to trace.
layer-missing-platform = The platform: drone, aircraft and so on.
layer-missing-positioning = The positioning: how far off it may lie.
layer-missing-gsd-mm = The ground resolution: how many centimetres a pixel covers.
layer-missing-footprint = The outline: importing it again makes it.
layer-missing-georeference-checked = Whether its position was checked: yes or no.
layer-missing-people-checked = The check for people: every square looked at, and nobody to be recognised.
layer-missing-archive = The tiles themselves: import it again.

layer-refused-cancelled = The import was cancelled. Nothing was kept.
layer-refused-unreadable = the file cannot be read. Check that its stick is plugged in.
layer-refused-unwritable = this laptop’s disk cannot be written.
layer-refused-no-room = the disk is nearly full. Remove files that are not needed.
layer-refused-not-an-image = this is no image that can be taken. Export a GeoTIFF.
layer-refused-wrong-ending = its content does not fit its ending. Rename it.
layer-refused-truncated = it ends too early. Copy it again.
layer-refused-damaged = it is damaged. Copy it again.
layer-refused-bad-field = its header cannot be right. Export it again.
layer-refused-too-small = it is too small to be a map.
layer-refused-too-large = it is too large for this kind of file. Export a GeoTIFF.
layer-refused-bomb = it claims to unpack to a thousand times its size, and is not taken.
layer-refused-empty = it holds no picture.
layer-refused-shows-nothing = all of it is transparent or blank.
layer-refused-compression = its compression is not known here. Export it with LZW or DEFLATE.
layer-refused-archive-compression = its compression is not known here.
layer-refused-samples = its bits a sample do not fit. Export 8 or 16 bit.
layer-refused-bands = its number of bands does not fit. Export RGB.
layer-refused-colours = its colours are not known here. Export RGB.
layer-refused-predictor = its predictor is not known here. Export it without.
layer-refused-block-too-large = one block is too large. Export it tiled.
layer-refused-interlaced = an interlaced PNG cannot be taken.
layer-refused-no-fourth-band = it has no fourth band that could be transparency.
layer-refused-no-place = it does not say where it lies. Export a GeoTIFF with its position, or put the .tfw beside it.
layer-refused-no-crs = it names no coordinate system. Export it with one, or put the .prj beside it.
layer-refused-unknown-crs = its coordinate system is not known here. Export it in a plane rectangular system or UTM.
layer-refused-unreadable-crs = its coordinate system cannot be understood. Export it in a plane rectangular system or UTM.
layer-refused-bad-transform = its position cannot be right. Export it again.
layer-refused-outside-the-map = it would lie outside the map. Check its coordinate system.
layer-refused-not-one-layer = it lies too far from the other images, or is far coarser or finer. Import it by itself.
layer-refused-not-an-archive = it is no PMTiles archive.
layer-refused-not-a-pack = it is neither MBTiles nor PMTiles nor a folder of tiles.
layer-refused-bad-directory = its directory cannot be right. Make the archive again.
layer-refused-tile-type = its tiles are not JPEG, PNG or WebP.
layer-refused-mixed-types = it mixes kinds of tiles.
layer-refused-too-many-tiles = it has too many tiles.
layer-refused-tile-too-large = one of its tiles is too large.
layer-refused-too-many-photos = there are more than 1,000 photos. Take them in a few goes.
layer-refused-not-an-album = it is no album of photos.
mapped-kind-damaged-buildings = Damaged buildings
mapped-kind-blocked-roads = Blocked roads
mapped-kind-other = Other
mapped-format-osm = .osm
mapped-format-osc = .osc
mapped-format-geojson = GeoJSON

lifeline-electricity = Electricity
lifeline-water = Mains water
lifeline-gas = Gas
lifeline-sewer = Sewer
lifeline-telephone = Telephone
lifeline-network = Data network

route-by-mesh = From the shelter’s laptop
route-by-stick = By USB stick
route-by-telephone = { via-telephone }
route-by-radio = { via-radio }
route-by-fax = { via-fax }
route-by-patrol = { via-patrol }
route-by-self-defence = { via-self-defence }
route-by-other-body = { via-other-body }
route-by-unknown = Route unknown

expectation-of-place = set for this place
expectation-of-all = set for all
expectation-of-nobody = the default
