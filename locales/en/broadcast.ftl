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
broadcast-ask-text = Send the Chinese text; its formatting is kept. Where you want to address the reader, write {"{name}"}. On Telegram a picture or a file may come with it. Send "cancel" to stop.
broadcast-ask-text-en = Send the English text; without one everybody gets the Chinese. Send "cancel" to stop.
broadcast-card = Broadcast #{ $number } · { $state }
    { $title }
broadcast-file = Goes along: { $name }
broadcast-buttons = Buttons: { $names }
broadcast-audience = For: { $who } ({ $size } now)
audience-wechat = WeChat: who wrote within 48 hours gets it now, the others with their next message (7 days at most). It goes as a customer-service message and uses up no mass sending (this month: { $sent } made; { $left }).
audience-wechat-mass = WeChat: it goes by mass sending, at once also to those who were silent for long; everybody gets 4 a month at most (this month: { $sent } made; { $left }).
audience-wechat-last = ⚠️ { $people } of them have only one left: after this one they get no other this month.
audience-wechat-none = ⚠️ { $people } of them had all 4 of this month and will not get it.
audience-wechat-otherwise = { $people } of them had all 4 of this month: they are told by a customer-service message or a notice.
audience-wechat-left = { $people } people have { $left } of 4 left
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
broadcast-when-unclear = Please say the day and the hour, and whether it is am or pm, for example "tomorrow 9am".
broadcast-when-past = { $moment } is over. Please choose another time.
broadcast-sending = #{ $number } goes out now. In the quiet hours of the night it rests, and goes on in the morning.
broadcast-sending-urgent = #{ $number } goes out now, at night too: it is marked urgent.
broadcast-scheduled = #{ $number } goes out at { $moment }. To change that, open it and set it again.
broadcast-discarded = #{ $number } is thrown away.
broadcast-ask-button = What should the button open? Say it in a sentence, for example "neighbourhood festival". Send "cancel" to stop.
broadcast-button-unclear = I found nothing of that name; try other words, or "cancel".
broadcast-buttons-gone = The buttons are gone; add new ones.
broadcast-ask-file = Send a picture or a file; any sentence takes away the one there is. The web page takes xlsx tables only (the 📎 beside the field): for pictures and other files use Telegram or the command line. Send "cancel" to stop.
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
audience-ask-sheet = Send an xlsx or csv table with user numbers or entry codes in the first column. On the web page, the 📎 beside the field takes an xlsx; if you don't see it, reload the page. Send "cancel" to stop.
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

report-title = Broadcast #{ $number } · { $state }
    { $title }
report-rate = { $rate } a second, about { $left } to go
report-seconds = { $seconds } seconds
report-minutes = { $minutes } minutes
report-reason = · { $state }: { $reason } ({ $number })
report-why-paused = Paused because: { $reason }
report-sheet = What became of each is in this table, by user number only. It is gone after 24 hours; each export is in the log.
report-file = broadcast-report
report-recalled = ↩️ taken back from the chats: { $number } of { $total }
report-gone = Who got { $number } of these is not kept any more: the time for that is over. The numbers are still right.
report-page-people = Everybody
report-page-numbers = Numbers
report-col-number = Messages
report-col-user = User
report-col-channel = Channel
report-col-state = Result
report-col-reason = Reason
report-col-tries = Tries
report-col-at = Time
told-sent = sent
told-queued = waiting
told-failed = failed
told-blocked = blocked the bot
told-unsure = in doubt
told-skipped = left out
told-expired = too late
reason-opted-out = unsubscribed
reason-enough-this-week = were told as many broadcasts as one may be in a week
reason-erased = had everything deleted
reason-kept = they have said nothing on WeChat for 48 hours; it waits for their next message (7 days at most)
reason-mass-used-up = they had all 4 WeChat mass sendings of this month
reason-no-mass-left = the account may make no more mass sendings for now; send again to the failed later
reason-cancelled = the broadcast was cancelled
reason-blocked-before = blocked the bot
reason-no-answer = no answer from the channel; it may have arrived
reason-server-error = the channel failed; it may have arrived
reason-stopped = no answer yet when the program stopped, may have arrived
reason-worker-gone = the sending was interrupted; it may have arrived
reason-cannot-be-said = the program could not say it
reason-not-found = what it was about is gone
reason-channel-off = all who are left are on a channel that is switched off (ask the administrator to switch it on, then resume; or cancel the broadcast)
reason-too-late = its time was over
button-refresh = 🔄 Again
button-pause = ⏸ Pause
button-resume = ▶️ Go on
button-cancel = ⏹ Cancel it
button-cancel-sure = Yes, cancel it
button-recall = ↩️ Take back
button-recall-sure = Yes, take it back
button-failed = Again to the failed only
button-doubts = Those in doubt
button-doubt = Send these again
button-doubt-sure = Yes, send again
button-report = 📊 Report
run-pause-done = Paused; what is in hand still leaves.
run-resume-done = Going on.
run-cancel-ask = If #{ $number } is cancelled, those who have not got it never will. Are you sure?
run-cancel-done = Cancelled: nothing more of it leaves.
run-recall-ask = Take #{ $number } back: stop it, and delete what was sent where the channel can. Are you sure?
run-recall-done = { $number ->
    [0] There is nothing to take back. What has arrived on WeChat stays there.
    [one] Taking back { $number } message.
   *[other] Taking back { $number } messages.
}
run-failed-done = Sending again to { $number } whom it failed to reach.
run-doubt-ask = Those in doubt may have it already, and would get it twice. Send #{ $number } again to them?
run-doubt-done = Sending again to { $number } in doubt.
run-doubts = Nobody knows whether these arrived:
run-doubt = · user { $number } · { $channel } · { $moment } · { $reason }
run-no-doubts = Nothing is in doubt.
staff-report-ready = Your broadcast is through. Here is the report:

button-urgent = 🚨 Urgent
button-not-urgent = Not urgent
button-call-off = Call it off
calloff-ask-reason = Why is this time of "{ $title }" called off? Everybody registered will read it, and it can't be undone; "cancel" to leave it.
calloff-done = "{ $title }" is called off; I will tell { $number } who registered.
notice-place-changed = Please note: the place has changed. Here is the new one:
