# What was told of another place (telephone, radio, …), and the place's own word
via-telephone = Telephone
via-radio = Radio
via-fax = Fax
via-patrol = Patrol
via-self-defence = Self-Defence Forces
via-other-body = Another body
heard-via = Heard by
heard-by = Section and post of who said it
heard-by-hint = No names of people. For example: headmaster, fire company 3
heard-missing = Choose how it was heard
sources = Numbers by report
source-own = The shelter’s laptops
source-by = Reported by
source-in-total = Total
source-taken = Counted in totals
