# Notices on phones, and the board for a projector.
told-board = Notice board
told-urgent = Urgent
told-hq = Disaster headquarters
told-from = { $office }, issued { $at }
told-from-until = { $office }, issued { $at }, holds until { $until }
told-changed = Last change { $at }
told-never = Nothing has been issued yet
told-lost = New notices cannot be fetched just now. This is what was last known.
no-app = This program was built without its pages: build `web/` and name the directory in `web_dir`.
