# 微信公众号上才说的话。

wechat-option-hint = （点一下，或输入编号）

wechat-menu-ask = 查政策
wechat-menu-book = 约一约
wechat-menu-more = 更多
wechat-menu-book-viewing = 预约看房
wechat-menu-register-event = 报名活动
wechat-menu-service-appointment = 约导师红娘
wechat-menu-mine = 我的预约
wechat-menu-person = 找人工
wechat-menu-data = 我的资料
wechat-menu-page = 网页版
