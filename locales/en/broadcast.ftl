# Subscriptions, broadcasts, their review and report.

subscribed = All right: when there is news about { $topic }, I will tell you. Send "STOP" at any time to hear no more.
topics-choose = What would you like to hear about? Tap to subscribe, tap again to stop. "STOP" ends all of it at any time.
topics-stop = Tap one with a ✓ to hear no more about it.
stopped = All right, no more news about { $topic } from now on.
stopped-all = You are unsubscribed: no more news from now on. If something changes about your own bookings, I will still tell you. Say "subscribe" to begin again.
stopped-nothing = You are not subscribed to anything, so I send you no news. Say "subscribe" whenever you like.
stopped-not-heard = You are not subscribed to { $topic }. These are yours, with a ✓:
button-stop = No more of these
button-stop-all = Stop all

broadcast-you = friend
broadcast-stop = Don't want these? Reply "STOP".

broadcasts = Broadcasts (tap one for more):
broadcasts-none = There are no broadcasts yet. Write the first one below.
button-new-broadcast = ✏️ Write one
broadcast-ask-text = Send the Chinese text; its formatting is kept. Where you want to address the reader, write {"{name}"}. A picture or a file may come with it. Send "cancel" to stop.
broadcast-ask-text-en = Send the English text; without one everybody gets the Chinese. Send "cancel" to stop.
broadcast-card = Broadcast #{ $number } · { $state }
    { $title }
broadcast-file = Goes along: { $name }
broadcast-buttons = Buttons: { $names }
broadcast-audience = For: { $who } ({ $size } now)
broadcast-at = Goes out: { $moment }
broadcast-urgent = Urgent: goes out at night too
broadcast-gone = I can't find this broadcast; perhaps it was thrown away.
broadcast-no-text = There is no Chinese text yet. Write it first.
broadcast-no-audience = You have not said whom it is for. Tap "For whom" and choose a topic.
broadcast-too-long = Too long: a text may have 3500 characters, 850 with a picture or a file. Please shorten it.
broadcast-preview-plain =
    Where there are no buttons and no formatting (WeChat, terminal):
    { $text }
broadcast-submitted = Submitted. { $left } of your colleagues have to agree; I have told them. You can't review your own.
broadcast-own = You wrote this one yourself: somebody else has to review it.
broadcast-reviewed-before = You have reviewed this version already: the next step needs somebody else.
broadcast-agreed = Agreed. { $left } more to go.
broadcast-approved = #{ $number } is approved and can go out.
broadcast-not-approved = It is not approved yet.
broadcast-ask-remark = What should change? One sentence, which the author will read; "cancel" to leave it.
broadcast-sent-back = #{ $number } went back to its author.
broadcast-ask-when = When should it go out? For example "tomorrow 9am". Send "cancel" to stop.
broadcast-when-unclear = Please say the day and the hour, for example "tomorrow 9am".
broadcast-when-past = { $moment } is over. Please choose another time.
broadcast-sending = #{ $number } goes out now. What falls between 9 pm and 8 am waits for the morning.
broadcast-scheduled = #{ $number } goes out at { $moment }. To change that, open it and set it again.
broadcast-discarded = #{ $number } is thrown away.
broadcast-ask-button = What should the button open? Say it in a sentence, for example "neighbourhood festival". Send "cancel" to stop.
broadcast-button-unclear = I found nothing of that name; try other words, or "cancel".
broadcast-buttons-gone = The buttons are gone; add new ones.
broadcast-ask-file = Send a picture or a file; any sentence takes away the one there is. The web page can't send files: use Telegram or the command line. Send "cancel" to stop.
broadcast-file-too-big = That file is too big; { $most } MB at most.

state-draft = draft
state-pending-approval = waiting for approval
state-approved = approved, not sent
state-scheduled = scheduled
state-expanding = preparing
state-sending = sending
state-paused = paused
state-finished = finished
state-cancelled = cancelled

review-only = Review
review-first = First review
review-second = Second review
review-final = Final review
review-open = open

audience-topic = subscribers of { $topic }
audience-slot = registrants of { $title } ({ $moment })
audience-tag = tag "{ $tag }"
audience-listed = people of the list
audience-nobody = nobody yet
audience-choose = Where several things are chosen, all of them have to hold.
audience-ask-tag = Send the name of the tag. There are: { $tags }. Send "cancel" to stop.
audience-no-tag = There is no such tag. /tag puts one on people; "cancel" to stop.
audience-ask-sheet = Send an xlsx or csv table with user numbers or entry codes in the first column. The web page can't send files: use Telegram or the command line. Send "cancel" to stop.
audience-not-a-sheet = I can't read that file. Please send xlsx or csv.
audience-sheet-read = Read the list: { $found } people found, { $wrong } rows lead to nobody.
audience-one = · user { $number } · { $channel } · { $language }
sheet-row-unknown = Row { $row } "{ $name }": nobody
sheet-rows-more = … and { $left } more rows
channel-web = web page
channel-telegram = Telegram
channel-wechat = WeChat
channel-terminal = terminal

button-text-zh = Chinese text
button-text-en = English text
button-file = Picture/file
button-buttons = Buttons
button-audience = For whom
button-preview = Show me
button-submit = Submit
button-agree-broadcast = ✅ Agree
button-send-back = ↩️ Send back
button-send-now = Send now
button-send-at = Send later
button-discard = Throw away
button-progress = Progress
button-tag = By tag
button-no-tag = Not by tag
button-list-of-people = By list
button-no-list = Not by list
button-sample = Some of them
button-back = Back

staff-review-wanted = A broadcast waits for your review:
staff-review-declined = Your broadcast came back: { $remark }
staff-review-done = Your broadcast is approved and can go out:
button-open-broadcast = Open #{ $number }

tag-usage = Send: /tag word numbers or entry codes…; only /tag word to see how many; /tag - word to remove it.
tag-list = Tags: { $tags }
tag-added = "{ $tag }" is on { $added } more people; { $wrong } not found.
tag-removed = "{ $tag }" is taken off { $removed } people.
tag-too-long = A tag has 32 characters at most, and no spaces.
button-write-them = Write to them

rate-ask = How was "{ $title }"? Tap the stars: one for poor, five for very good.
rate-ask-word = Thank you! If you like, tell us in a sentence what was good and what could be better; or send "cancel".
rate-thanks = Noted, thank you!
rate-mean = Rated { $mean } of 5 by { $number }
