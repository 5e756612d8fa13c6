# Every sentence the bot says. Words can be changed without touching the program; keep the names in braces.

bot-name = Jinyue
greeting =
    Hello, I'm { $name }, the talent service assistant of { $city }.
    Talent policy, apartments, the honour programme, events… just ask in your own words, for example "How many talent apartments are there?"
greeting-abroad = A note: messages here pass through servers outside mainland China. Please don't send ID or bank card numbers here.
help =
    I can:
    · answer questions about { $city }'s talent policy, talent apartments, honour programme, talent week and youth activities, each with its source and date
    · book viewings, sign you up for events, and make appointments with matchmakers, mentors and rights officers; say "my bookings" to see, move or cancel them
    · offer close questions to choose from when I'm not sure
    · tell you whom to ring when you need a person
    Just type your question, in English or Chinese. Type "中文" to switch to Chinese.
human =
    To speak with a person, please ring { $phone } ({ $office }; the enquiry number printed in the report).
    You can also ask me again in other words. I'll do my best.
not-yet =
    I understand: "{ $title }". This service isn't open here yet, so I can't do it for you and won't pretend to.
    Please ring { $phone } ({ $office }) and the staff will help.
did-you-mean = Did you mean one of these? Tap it. If not, try asking in other words.
none-of-these = None of these
none-of-these-answer = All right, please try asking in other words, or ring { $phone } ({ $office }) to speak with a person.
refuse =
    I'm not sure about that one, and I'd rather not guess.
    What I know well is { $city }'s talent policy, talent apartments, honour programme and youth activities. For anything else, you can ring { $phone } ({ $office }).
refuse-again =
    Sorry, that's twice I couldn't help.
    It may be best to ask a person: { $phone } ({ $office }).
refuse-near =
    I'm not sure about that one, and I'd rather not guess. Is it one of these? Just tap it.
    If not, try asking in other words, or ring { $phone } ({ $office }) to speak with a person.
refuse-about =
    About "{ $title }": my material doesn't say that, and I'd rather not guess.
    You can ring { $phone } ({ $office }) to ask a person.
more = There is more about "{ $title }":
no-more = That's all I know about "{ $title }". For more, you can ring { $phone } ({ $office }) to ask a person.
nothing-before = We haven't talked about anything yet. Just type what you'd like to know.
source = Source: { $title } · as of { $date }
based-on = Based on: { $title } · as of { $date }
ask-person = To be sure, you can ask a person: { $phone } ({ $office }).
date-year = { $year }
date-month = { $month ->
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
} { $year }
date-day = { $day } { date-month }

button-good = 👍 Helpful
button-bad = 👎 Not helpful
button-human = Ask a person
button-menu = Menu
feedback-thanks = Thank you, glad to help!
feedback-sorry = Sorry about that. If you like, tell me in a sentence what was wrong or what you wanted to know; or send "cancel".
feedback-comment-thanks = Noted, thank you! The staff will see it and do better.
feedback-gone = That answer is too old to rate now. Thank you for the thought.

cancelled = All right, cancelled.
nothing-to-cancel = There is nothing to cancel just now. Ask me anything you like.
language-chosen = Fine, I'll speak English with you from now on.
too-many = That's a little too fast for me. Please wait a minute and try again. Thank you!
failed = Sorry, something went wrong on my side and I couldn't answer. Please try again later; if it keeps happening, give the staff this number: { $reference }.
too-long = That's rather long, and I'm afraid of misreading it. Please tell me in a sentence or two what you most want to know.
empty = I don't seem to have received anything. Just type what you'd like to know.
only-signs = Got it! Tell me in a sentence what you'd like to know, for example "What is the honour card?"
voice = I can't understand voice messages yet. Could you type it, please?
sticker = 😊 Got it! If there's anything you'd like to know, just type it.
picture = I can't read pictures. Could you tell me in words what you'd like to know?
file = I can't open files, and I don't keep them. Could you tell me in words what you'd like to know?
location = I've got your location, but I can't search by it yet. Just type what you'd like to know.
contact = I haven't kept that contact. Please don't send other people's details in the chat; just type what you'd like to know.
unreadable = I can't read this kind of message yet. Could you tell me in words what you'd like to know?
button-old = That button is out of date. Please ask me again.

command-start = Start
command-help = What I can do
command-human = Ask a person
command-language = Language / 切换语言
command-cancel = Cancel what you are filling in
choose-language = Choose a language / 请选择语言
language-zh = 中文
language-en = English

number-hint = (type the number)
terminal-welcome = { $name } · Type a question and press Enter; type a number to choose a button; Ctrl+D leaves.

web-bad-request = That message couldn't be read. Please reload the page.
web-too-long = That's too long. Please say it in a sentence or two.
web-too-fast = That's a little too fast. Please wait a moment.
upload-stranger = We couldn't tell who you are. Please reload the page and send it again.
upload-not-staff = Only the office's staff can send files here.
upload-elsewhere = Files can be sent from this page only.
upload-too-large = That file is too large. Please send an xlsx spreadsheet of at most 5 MB.
upload-no-sheet = Only xlsx spreadsheets are taken here, and this is none.
upload-too-many = That's a little too fast. Please send it again in a minute.
upload-bad-request = The file did not arrive whole. Please send it again.
upload-later = Files can't be taken right now. Please send it again in a little while.
web-version = The page has been updated. Please reload it.
