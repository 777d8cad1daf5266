# What open data (/open/…) says of itself
open-silent = Shelters that nothing was heard of yet: { $n }
open-uncounted = Shelters without a count of people: { $n }
open-unlisted = Places whose lists have not come: { $n }
open-is-there = Is at a shelter
