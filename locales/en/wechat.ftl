# What is said in the WeChat official account only.

wechat-option-hint = (Tap one, or type its number.)

wechat-menu-ask = Ask
wechat-menu-book = Book
wechat-menu-more = More
wechat-menu-book-viewing = View a flat
wechat-menu-register-event = Join an event
wechat-menu-service-appointment = Mentors and more
wechat-menu-mine = My bookings
wechat-menu-person = A person
wechat-menu-data = My data
wechat-menu-page = Web page
