# Personal data: consent, seeing, export, correction, withdrawal, deletion; linking accounts; how staff join.
# Mind: when one of the two texts that begin with consent- changes, everybody is asked anew.

consent-booking =
    Before you book or sign up, please have a look:
    · Who: { $office } (phone { $phone })
    · What: your name and mobile number
    · What for: only to arrange what you book, and to reach you if need be
    · Where and how long: encrypted on this office's own server, deleted by itself after a year without use
    · You can say at any time "my data", "export my data", "withdraw consent" or "delete my data"
    It's fine not to agree: answers about policy stay open to you.
consent-sensitive =
    This event needs two sensitive details, and a consent of its own:
    · What: your gender, and whether you are single (just yes or no; no papers)
    · Why: seats at mixers are kept for men and women, and mixers are for singles; without it you can't join these events, nothing else changes
    · Who sees it: only the mixer's organiser, and every look is recorded; other guests never
    · Kept encrypted; { $office } (phone { $phone }) is responsible
    You may say no, and you can withdraw consent at any time.
button-agree = I agree
button-decline = I don't agree
consent-declined = All right, I won't collect these. Answers about policy stay open to you: just ask.

mine-title = Your data
mine-nothing = No name, phone number or other personal details of yours are kept here. The chat history is deleted by itself in time.
mine-name = Name: { $value }
mine-phone = Phone: { $value }
mine-gender = Gender: { $value ->
    [man] man
   *[woman] woman
}
mine-single = Single: { $value ->
    [yes] yes
   *[no] no
}
mine-agreed-booking = Agreed: name and phone for bookings
mine-agreed-sensitive = Agreed: gender and being single for mixers
button-change-name = Change name
button-change-phone = Change phone
button-export = Export my data
button-withdraw = Withdraw consent
button-delete = Delete everything
button-keep = No, keep it
mine-elsewhere = So that nothing personal travels abroad, please do this on our web page. The link below takes you right there. It works once, for 10 minutes; please don't pass it on.
mine-elsewhere-no-page = So that nothing personal travels abroad, please do this on our web page.
button-open-page = Go on on the web page
ask-name = Please send your name (up to 50 characters), or "cancel" to leave it.
ask-phone = Please send your mobile number, or "cancel" to leave it.
not-a-name = That doesn't look like a name. Please send it again, or "cancel".
not-a-phone = That doesn't look like a phone number (11 digits, or beginning with + from abroad). Please send it again, or "cancel".
field-changed = Changed, thank you.
field-needs-consent = You haven't agreed to personal details being kept, so there is nothing to change. You'll be asked before you book.

export-first = All right, here comes everything we hold about you: one file to read, one for programs (JSON).
export-caption = The files expire after 24 hours; please keep them safe.
export-intro = Everything that { $name } holds about you ({ $date })
export-empty = (nothing)
file-export = my-data

withdraw-confirm = If you withdraw consent, I'll delete your name, phone, gender and whether you are single at once, and cancel what you have booked ahead. Answers about policy stay open to you.
button-withdraw-now = Withdraw now
withdrawn = Consent withdrawn; the details are deleted.
nothing-to-withdraw = You haven't given any consent, so there is nothing to withdraw.

delete-confirm =
    Delete everything we hold about you?
    · Name, phone, chat history, ratings and files go, for good
    · What you have booked ahead is cancelled and the seats go to others
    · Linked accounts on other channels go, too
    If you only want us to stop using your details, "withdraw consent" is enough.
button-delete-now = Delete everything
deleted = Everything about you is deleted. When you speak next, we meet for the first time.
kept = All right, nothing was deleted.

link-code =
    Your code: { $code }
    Within 10 minutes, send this on the other channel (web page, WeChat, Telegram, terminal): /link { $code }
    Then both are one person, with all bookings and details together. Please don't give the code to anybody.
linked = Linked! Bookings and details of both are together now.
link-same = These two are one person already; nothing to link.
link-wrong = That code is wrong, too old or used. Send /link on the other channel for a new one.
code-too-many = Too many tries. Please come back in 15 minutes.

staff-joined = Welcome, { $name }! Your role is now: { $role ->
    [admin] administrator
    [events] events
   *[mixer] mixers
}. Send /staff to see who registered and look after events, /broadcast to write to many.
staff-wrong = That code is wrong, too old or used. Please ask the administrator for a new one.
staff-usage = Please send: /staff CODE

command-me = My data
command-link = Link another channel

link-staff = You have a staff role here. Please send /link here for a code, and enter it on the other channel.
step-old = That link was used or is too old. Please go back and ask for a new one.
step-continued = Going on with what you began on another channel. If you didn't ask for this link yourself, please don't fill in anything here; just close the page.

# The sections of the exported file
held-user_account = Account
held-identity = Accounts on the channels
held-incoming = What you said (as it came)
held-message = Chat history
held-miss = Questions without an answer
held-feedback = Your ratings
held-conversation = Forms under way
held-file = Files made for you
held-consent = Your consents
held-profile_field = Your details
held-staff = Staff roles
held-one_time_code = One-time codes you asked for
held-code_attempt = Wrong codes
held-audit = Who looked at or handled your data
held-col-id = number
held-col-language = language
held-col-created_at = made at
held-col-erased_at = erased at
held-col-settled_at = settled at
held-col-merged_into = merged into
held-col-channel = channel
held-col-external_id = account
held-col-received_at = received at
held-col-payload = content
held-col-identity_id = account number
held-col-author = by
held-col-body = content
held-col-at = at
held-col-question = question
held-col-reason = reason
held-col-entry = entry
held-col-verdict = verdict
held-col-comment = comment
held-col-key = key
held-col-state = step
held-col-data = content
held-col-changed_at = changed at
held-col-name = name
held-col-media_type = type
held-col-expires_at = expires at
held-col-purpose = purpose
held-col-version = version of the words
held-col-given = agreed
held-col-field = field
held-col-value = value
held-col-role = role
held-col-joined_at = joined at
held-col-kind = kind
held-col-used_at = used at
held-col-actor = who
held-col-action = what
held-col-details = details
held-outbox = Reminders and notices
held-booking_move = How your bookings went
held-attendee = Who comes along
held-registration = What you booked
held-col-due_at = due at
held-col-registration_id = booking number
held-col-from_status = from
held-col-to_status = to
held-col-agreed_at = agreed at
held-col-slot_id = slot number
held-col-ticket_id = ticket number
held-col-status = status
held-col-party = persons
held-col-code = code
held-col-until = until
held-subscription = What you want to hear about
held-user_tag = Words under which the office finds you
held-broadcast_listed = Lists of the office's messages
held-col-topic = topic
held-col-tag = word
held-col-broadcast_id = message number
held-col-blocked_at = not reachable since
held-event_rating = How you liked what you went to
held-col-stars = Stars
held-wechat_kept = What waits to be said to you on WeChat
held-wechat_mass_reach = WeChat mass messages you got in a month
held-col-text = text
held-col-month = month
held-col-times = times
