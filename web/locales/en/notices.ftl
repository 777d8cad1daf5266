# Issuing and withdrawing notices
notices-where = Phones read them at this shelter’s public address, /notices. Open /board on a projector.
notice-of-hq = From disaster headquarters
notice-of = From { $place }
notice-until = until { $at }
notice-withdraw = Withdraw
notice-withdraw-named = Withdraw “{ $title }”
notice-withdraw-sure = It goes from phones and boards, too. Withdraw it?
notice-keep = Keep it
notice-issuer = Issued by (section)
notice-issuer-hint = No names of people.
notice-valid-until = Shown until
notice-valid-until-hint = Empty: until it is withdrawn.
notice-publish-here = Send to the people of this place
