# Bookings and registrations.

weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
moment = { weekday }, { $day } { month }, { $clock }
moment-of-another-year = { weekday }, { $day } { month } { $year }, { $clock }
moment-short = { weekday } { $day }/{ $month } { $clock }
sample-title = [Sample] { $title }
card-place = Where: { $place }
card-closes = Register until: { $moment }
seats-left = { $ticket }: { $left } left
seats-none = { $ticket }: full{ $waiting ->
    [0] {""}
   *[other] {" "}({ $waiting } waiting)
}

only-in-private = Please talk to me about this in our own chat, where nobody else sees it. Tap my picture to begin.
act-in-chat = "{ $title }" is done right in the chat: open the web page or Telegram and send me this sentence.
browse-title = Coming up:
browse-none = Nothing is planned for that time. Ask me about another time, or see everything:
button-more = More
button-all-events = See all events
ask-which = Which one would you like? Just tap.
ask-which-day = Which day do you mean?
ask-which-days = Which days do you mean?
ask-which-half-day = In the morning or in the evening?
ask-noon-or-midnight = Noon or midnight?
ask-time = { $title }: which time suits you?
ask-event = I found these. Which one?
none-then = There is nothing free at that time. These are possible:
none-past = That time is over. These are possible:
none-of-it = There are no free times at the moment. Please look again in a few days, or ring { $phone } ({ $office }).
none-of-that = Nothing of that kind is planned soon. Have a look at these:

flats-which = Tap a complex for what is known of it, its layouts and a viewing:
flat-layout = Layout: { $layout }
flat-square-metres = about { $area } m²
flat-units = { $units ->
    [one] { $units } flat
   *[other] { $units } flats
}
flat-rent-stated = { $rent } yuan a month ({ $source })
list-comma = {", "}
flat-address = the address
flat-layouts = the layouts
flat-area = the size
flat-rent = the rent
flat-pictures = pictures
flat-unknown = The published material does not give { $what }, and I don't guess. Please ring { $phone }, or book a viewing.
button-viewing = Book a viewing
button-map = Map
button-other-flats = Other complexes

confirm-title = Please confirm:
confirm-party = { $ticket } · { $party ->
    [one] 1 person
   *[other] { $party } persons
}
confirm-approval = The staff decide about each registration: being registered is not being admitted. I'll tell you the result.
confirm-agreement = The other person has to agree, too. Your seats are held meanwhile.
confirm-full = It's full now. You can join the waiting list; free places go in order ({ $waiting ->
    [0] nobody is waiting yet
   *[other] { $waiting } waiting now
}).
button-book = Book it
button-register = Sign me up
button-wait = Join the waiting list
button-other-time = Rather { $moment }
button-not-now = Not now
not-now = All right, nothing is booked. Tell me when you are ready.
choose-ticket = Choose a kind of place:
choose-ticket-full = All are full. Choose one to wait for:
party-size = { $least } to { $most } persons can register at once here. Please choose a kind of place:

book-ask-name = What is your name (up to 50 characters)? It is only used for your bookings. Send "cancel" to stop.
book-ask-phone = What is your phone number, so that we can reach you about changes? Send "cancel" to stop.
book-ask-partner = What is the other person's name? Send "cancel" to stop.
book-not-a-name = That doesn't look like a name. Please try again, or send "cancel".
book-not-a-phone = That doesn't look like a phone number (11 digits; from abroad with + in front). Please try again, or send "cancel".
ask-single = This mixer is for singles: are you single at present?
button-yes = Yes
button-no = No
single-only = This mixer is for singles only, so you can't register this time. Other events are open to you: ask me "what events are coming up".

ask-coming = How many of you are coming?
ask-children = Are children under 14 coming along? I only ask for their age band, no name and no birthday; a guardian answers this and comes with them.
ask-more-children = Any more?
button-no-children = No children
button-no-more-children = No more
band-0-2 = 0–2 years
band-3-6 = 3–6 years
band-7-13 = 7–13 years
children-0-2 = { $count } of 0–2 years
children-3-6 = { $count } of 3–6 years
children-7-13 = { $count } of 7–13 years
details-coming = { $coming ->
    [one] One person is coming
   *[other] { $coming } people are coming
}
details-children = Children: { $children }

done-confirmed = It's booked!
done-pending = Your registration is in. You are not admitted yet.
done-waitlisted = You are on the waiting list. I'll tell you at once when it's your turn.
done-held = Your seats are held. One step is left:
held-code = Please pass this on to the other person, who sends it to me here:
held-link = Or they open this link: { $link }
invited = Somebody asks you to come along:
invited-ask = It counts when you both agree. Your name was given by whoever invites you, and is used for this event only. Will you come?
button-come-along = Yes, I'll come along
agree-own = This code is for the other person. Please pass it on.
agree-over = This registration was cancelled or is over. Please ask whoever invited you.
agreed = Thank you, you have agreed to come along.
agreed-all = Both of you have agreed.
agree-usage = Please send it like this: /agree code
agree-wrong = This code isn't right, or has been used. Please ask the person who registered for it again.

who = { $party ->
    [0] {""}
   *[other] {" "}({ $ticket } · { $party })
}
status-held = Seats held until the other person agrees (until { $until })
status-pending = Registered, waiting for the staff to decide{ who }: not admitted yet
status-waitlisted = Number { $position } on the waiting list{ who }
status-offered = It's your turn! Please accept before { $until }{ who }
status-confirmed = Confirmed{ who }
    Entry code { $code }
status-rejected = Not admitted
status-expired = Expired
status-cancelled = Cancelled
status-transferred = Moved to another time
status-checked-in = Checked in
status-no-show = Did not come

mine-none = You have no bookings. To see what there is, ask "what events are coming up" or say "I want to view a flat".
mine-list = Your bookings (tap for details):
button-ticket = Entry code and calendar
button-cancel-it = Cancel
button-move = Reschedule
button-mine = My bookings
button-take-offer = I'll take it
button-pass-offer = Pass it on
ticket-caption = Show this code at the entrance, or say { $code }.
ics-caption = Open it to put the booking into your calendar. Changes are made here; in an emergency, ring { $phone }.
file-ics = booking
cancel-which = Which one should be cancelled?
cancel-ask = Cancel this? The place goes to whoever is next.
button-cancel-now = Yes, cancel it
button-keep-it = Keep it
kept-booking = All right, your booking stays.
cancelled-booking = Cancelled:
cancel-none = I found no booking that could be cancelled.
too-late-to-cancel = The time for cancelling by yourself is over ({ $until }). In an emergency, please ring { $phone } ({ $office }).
move-which = Which one should be moved?
move-when = To which time? Tap one, or say "move it to next Saturday". Your old time stays yours until the new one is certain.
move-none = There is no other time to choose from soon. Your old booking stays.
move-ask = Move it to this time?
move-from = Before: { $moment }
move-nothing = I found no booking that could be moved (only confirmed ones can).
button-move-now = Yes, move it
button-keep-time = Keep the old time
moved-booking = Done!
offer-taken = The place is yours!
offer-passed = All right, it goes to the next person. Thank you for telling me.

refused-closed = Sorry, registration is over or it was called off.
refused-not-open = Registration begins on { $moment }. Please come back then.
refused-full = Sorry, it has just become full. Nothing was changed.
refused-already = You are registered for this already:
refused-busy = You have something else at that time. Nothing was changed:
refused-late = Sorry, the time for this is over ({ $moment }).
refused-changed = Things have just changed, so I changed nothing. This is how it stands:
refused-gone = I can't find it. It may have been withdrawn.

notice-promoted = A place that you waited for is free. If you do not accept in time, it goes to the next person.
notice-agreed = Good news: the other person has agreed to come along!
notice-admitted = Good news: you are admitted!
notice-declined = Sorry, your registration was not accepted this time. { $reason }
notice-cancelled = The staff cancelled your booking. { $reason }
notice-slot-cancelled = Sorry, this was called off. { $reason }
notice-held-over = The time is over and the other person has not agreed, so the seats were given free.
notice-offered-over = The time to accept is over; the place went to the next person.
notice-waitlisted-over = It has begun, and no place became free this time.
notice-pending-over = It is over, and your registration was not decided. We are sorry.
notice-remind = A reminder: your booking is coming up:
notice-closed = There is news about your booking. Tap to see it.
notice-closed-until = Good news waits for your answer. Tap to see it before { $until }.
notice-closed-rate = We would love to hear how you liked it. Tap to tell us.
button-open-notice = Open
command-mine = My bookings

# Staff.
word-held = held
word-pending = to be decided
word-waitlisted = waiting
word-offered = called up
word-confirmed = confirmed
word-rejected = declined
word-expired = expired
word-cancelled = cancelled
word-transferred = moved
word-checked-in = checked in
word-no-show = did not come
staff-decision-wanted = Somebody is waiting to hear from us. Please have a look when you can:
staff-slots = Times with registrations (tap for details):
staff-empty-slots = Nobody has booked these yet (tap for more):
staff-no-slots = Nobody is registered at the moment.
staff-nobody = That is all.
staff-slot-open = open
staff-slot-closed = closed for registration
staff-not-yours = This one is looked after by the mixer staff; other roles don't see its list.
staff-approved = #{ $number } is admitted; I'll tell them.
staff-ask-reason = Why is #{ $number } declined? They will read this sentence. Send "cancel" to stop.
staff-rejected = #{ $number } is declined and has been told; the place goes to whoever is next.
staff-changed = Things have just changed, so I changed nothing. Please open it again.
staff-called = #{ $number } has been told; the place is held for them.
staff-nobody-waits = Nobody waits, or there are not enough free places.
staff-which-pool = Which seats are to change? (taken/all)
staff-ask-capacity = How many are there to be? Send a number (0 to 100000), or "cancel".
staff-below-taken = { $taken } are taken, so there cannot be fewer. Please send another number, or "cancel".
staff-capacity-changed = Done: { $capacity } now.
staff-sheet = The list of registrations, gone in 24 hours. Every export is logged.
file-sheet = registrations
sheet-number = Number
sheet-name = Name
sheet-phone = Phone
sheet-ticket = Place
sheet-party = Persons
sheet-status = Status
sheet-company = Company
sheet-along = Coming along
sheet-at = Registered at
button-empty-events = Events without bookings
button-empty-hours = Free viewings and appointments
button-list = List
button-next = Call up next
button-close = Close registration
button-reopen = Open again
pool-of-all = All seats
button-capacity = Change seats
button-sheet = Spreadsheet
button-members = Staff
staff-members = Who has a role:
staff-member = · { $name }, { $role ->
    [admin] administrator
    [mixer] mixers
   *[events] events
}{ $joined ->
    [no] {" (not joined yet)"}
   *[yes] {""}
}
button-offerings = Offerings and times
file-offerings = offerings
import-book = All that is offered now, and the form for something new. You see first what changes; it counts when you confirm.
import-ask = When it is ready, send the spreadsheet here (on the web page, with the 📎 beside the message field; reload the page if you do not see it). To leave it, send "cancel".
import-too-large = Please send an xlsx spreadsheet of at most 5 MB.
import-wrong = This is wrong in the spreadsheet, and nothing was changed (sheet:row: column):
import-more = … and { $rest } more
import-preview = Nothing has changed yet. This would:
import-added = Added: { $count }
import-changed = Changed: { $count }
import-removed = No more: { $count }
import-nothing = The spreadsheet says what is offered already; there is nothing to change.
import-again = Please send the spreadsheet again.
import-done = Done:
button-import = Bring it in
button-door = Check in
button-approve = Admit #{ $number }
button-reject = Decline #{ $number }
door-usage = Please send it like this: /checkin code, or /checkin name. You can also scan the QR code with your camera and open the link.
door-in = Checked in, #{ $number }. Welcome!
door-again = This ticket was checked in at { $clock } by { $name }.
door-somebody = the staff
door-early = Check-in begins on { $moment }.
door-wrong-status = This registration is "{ $status }" now and can't be checked in.
door-who = Who is it?
door-forged = This code is not one of ours, so nobody was checked in. Please have them open "my bookings" here and show the code again.
door-for-staff = This is an entry code. Please show it to the staff at the entrance, who will check it in.
door-all-here = Nobody is expected here any more.
door-nobody = I found neither this code nor anybody of this name who is still to come.
reason-companion-left = Somebody of your company withdrew.

# For staff, when sending goes wrong.
alarm-lane-paused = For your information: { $lane } asks us to wait. Messages pause until { $until } and then go on by themselves; none is lost.
alarm-lane-stopped = Attention: { $lane } refuses our account. All messages have stopped, none is lost. Please have the token checked, then the program started again.
alarm-broadcast-paused = Broadcast { $broadcast }, “{ $title }”, has paused itself. Reason: { $fault }. When that is mended, tap the button and resume it; nobody is left out.
