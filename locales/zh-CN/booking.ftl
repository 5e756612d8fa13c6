# 预约和报名。

weekday = { $weekday ->
    [1] 周一
    [2] 周二
    [3] 周三
    [4] 周四
    [5] 周五
    [6] 周六
   *[7] 周日
}
month = { $month } 月
moment = { month } { $day } 日（{ weekday }）{ $clock }
moment-of-another-year = { $year } 年 { month } { $day } 日（{ weekday }）{ $clock }
moment-short = { $month }/{ $day } { weekday } { $clock }
sample-title = 【示例】{ $title }
card-place = 地点：{ $place }
card-closes = 报名截止：{ $moment }
seats-left = { $ticket }余 { $left }
seats-none = { $ticket }已满{ $waiting ->
    [0] {""}
   *[other] （{ $waiting } 人候补）
}

only-in-private = 这些请私下跟我说，别人看不到。点我的头像就能开始。
act-in-chat = “{ $title }”可以直接在对话里办：打开网页或 Telegram，把这句话发给我就行。
browse-title = 接下来可以参加的：
browse-none = 这段时间还没有安排。换个时间再问我，或者看看全部：
button-more = 更多
button-all-events = 看看全部活动
ask-which = 想约哪一个？点一下就好。
ask-which-day = 你说的是哪一天？
ask-which-days = 你说的是哪几天？
ask-which-half-day = 是上午还是晚上？
ask-noon-or-midnight = 是中午还是半夜？
ask-time = { $title }，哪个时间方便？
ask-event = 找到这几场，想报哪一场？
none-then = 那个时间没有空位了，这几个时间可以：
none-past = 这个时间已经过了，这几个时间可以：
none-of-it = 现在没有可约的时间，请过几天再来看看，或拨打 { $phone }（{ $office }）。
none-of-that = 你说的这一项近期没有安排，这些可以看看：

flats-which = 点一个小区看介绍和户型，也可以预约看房：
flat-layout = 户型：{ $layout }
flat-square-metres = 约 { $area } ㎡
flat-units = { $units } 套
flat-rent-stated = 月租 { $rent } 元（{ $source }）
list-comma = 、
flat-address = 地址
flat-layouts = 户型
flat-area = 面积
flat-rent = 租金
flat-pictures = 照片
flat-unknown = 公开材料里没有{ $what }，我不猜。想知道请拨打 { $phone }，或约个时间看房。
button-viewing = 预约看房
button-map = 地图
button-other-flats = 其他小区

confirm-title = 请确认：
confirm-party = { $ticket } · { $party } 人
confirm-approval = 报名后由工作人员审核：报上名不等于录取，结果我会告诉你。
confirm-agreement = 需要另一位也同意，名额先为你们保留。
confirm-full = 现在满了。可以先排候补，有空位时按先后顺序通知你（{ $waiting ->
    [0] 现在还没有人排
   *[other] 目前 { $waiting } 人在排
}）。
button-book = 确认预约
button-register = 确认报名
button-wait = 排候补
button-other-time = 换成 { $moment }
button-not-now = 先不了
not-now = 好的，先不约。想好了随时告诉我。
choose-ticket = 选一种名额：
choose-ticket-full = 都满了，选一种名额排候补：
party-size = 这一场每次可以报 { $least } 到 { $most } 人，请选一种名额：

book-ask-name = 请告诉我你的姓名（50 字以内），只用来安排你的预约；不约了就发“取消”。
book-ask-phone = 请告诉我你的手机号，有变动时好联系你；不约了就发“取消”。
book-ask-partner = 请告诉我另一位的姓名；不约了就发“取消”。
book-not-a-name = 这看起来不像姓名，请再发一次；不约了就发“取消”。
book-not-a-phone = 这看起来不像手机号（11 位数字，境外号码以 + 开头），请再发一次；不约了就发“取消”。
ask-single = 这场联谊面向单身青年：你目前单身吗？
button-yes = 是
button-no = 否
single-only = 这场联谊只面向单身青年，这次不能报名。别的活动欢迎你来：跟我说“最近有什么活动”。

ask-coming = 几个人一起来看？
ask-children = 有 14 岁以下的孩子一起来吗？只问年龄段，不问姓名和生日；由监护人点选并陪同。
ask-more-children = 还有吗？
button-no-children = 没有孩子
button-no-more-children = 没有了
band-0-2 = 0–2 岁
band-3-6 = 3–6 岁
band-7-13 = 7–13 岁
children-0-2 = 0–2 岁 { $count } 个
children-3-6 = 3–6 岁 { $count } 个
children-7-13 = 7–13 岁 { $count } 个
details-coming = { $coming } 人来看
details-children = 带孩子：{ $children }

done-confirmed = 约好了！
done-pending = 已收到报名，还没有录取。
done-waitlisted = 已排上候补，轮到你时我马上告诉你。
done-held = 名额先为你们留着，还差一步：
held-code = 请把下面这句转给另一位，由对方在这里发给我：
held-link = 或者请对方点开：{ $link }
invited = 有人邀请你一起参加：
invited-ask = 两位都同意才算数。你的姓名由邀请你的人填写，只用来安排这次活动。同意一起参加吗？
button-come-along = 同意一起参加
agree-own = 这个确认码是给另一位的，请转给对方。
agree-over = 这次报名已经取消或过期了，请问问邀请你的人。
agreed = 好的，你已同意一起参加。
agreed-all = 两位都同意了。
agree-usage = 请这样发：/agree 确认码
agree-wrong = 这个确认码不对，或者已经用过了。请向发起报名的人再要一次。

who = { $party ->
    [0] {""}
   *[other] （{ $ticket } · { $party } 人）
}
status-held = 名额保留中，等另一位同意（{ $until } 前有效）
status-pending = 已报名，等工作人员审核{ who }：报上名不等于录取
status-waitlisted = 候补第 { $position } 位{ who }
status-offered = 轮到你了！请在 { $until } 前确认{ who }
status-confirmed = 已确认{ who }
    入场码 { $code }
status-rejected = 没有录取
status-expired = 已过期
status-cancelled = 已取消
status-transferred = 已改期
status-checked-in = 已签到
status-no-show = 没有到场

mine-none = 你现在没有预约和报名。想看看有什么，跟我说“最近有什么活动”或“我想看房”。
mine-list = 你的预约和报名（点一下看详情）：
button-ticket = 入场码和日历
button-cancel-it = 取消
button-move = 改期
button-mine = 我的预约
button-take-offer = 我要这个名额
button-pass-offer = 让给下一位
ticket-caption = 入场时出示这个二维码，或报入场码 { $code }。
ics-caption = 点开就能加到手机日历。有变动请在这里改，急事请拨打 { $phone }。
file-ics = 预约
cancel-which = 要取消哪一个？
cancel-ask = 确定取消吗？名额会让给后面的人。
button-cancel-now = 确定取消
button-keep-it = 不取消
kept-booking = 好的，预约还在。
cancelled-booking = 已取消：
cancel-none = 没有找到可以取消的预约。
too-late-to-cancel = 已经过了可以自己取消的时间（{ $until }）。有急事请拨打 { $phone }（{ $office }）。
move-which = 要给哪一个改期？
move-when = 想改到哪个时间？点一个，或者直接说“改到下周六上午”。新的时间约上之前，原来的一直为你留着。
move-none = 近期没有别的时间可以换，原来的预约还在。
move-ask = 改到这个时间，好吗？
move-from = 原来：{ $moment }
move-nothing = 没有找到可以改期的预约（只有已确认的可以改期）。
button-move-now = 确认改期
button-keep-time = 不改了
moved-booking = 改好了！
offer-taken = 名额是你的了！
offer-passed = 好的，让给下一位了。谢谢你告诉我。

refused-closed = 抱歉，这一场已经截止或取消了，不能再报。
refused-not-open = 还没到报名时间，{ $moment } 开始，到时候再来吧。
refused-full = 抱歉，这一场刚刚满了，什么都没有变。
refused-already = 你已经报过这一场了：
refused-busy = 你那个时间已经有约了，什么都没有变：
refused-late = 抱歉，已经过了时间（{ $moment }）。
refused-changed = 情况刚刚变了，我没有改动什么。看看现在的：
refused-gone = 没有找到这一项，可能已经撤下了。

notice-promoted = 你候补的名额空出来了，过时没有确认，会让给下一位。
notice-agreed = 好消息，另一位也同意一起参加了！
notice-admitted = 恭喜，你的报名通过了！
notice-declined = 抱歉，你的报名这次没有通过。{ $reason }
notice-cancelled = 工作人员取消了你的预约。{ $reason }
notice-slot-cancelled = 抱歉，这一场取消了。{ $reason }
notice-held-over = 保留的名额到时间了，另一位还没有同意，名额已经放开。
notice-offered-over = 空位的确认时间过了，已经让给下一位。
notice-waitlisted-over = 活动开始了，这次没有等到空位。
notice-pending-over = 活动结束了，你的报名没有等到审核结果，抱歉。
notice-remind = 提醒你一下，你约的时间快到了：
notice-closed = 你有一条预约提醒，点开查看。
notice-closed-until = 有个好消息等你答复，请在 { $until } 前点开看看。
notice-closed-rate = 想听听你的感受，点开说一说。
button-open-notice = 点开查看
command-mine = 我的预约

# 工作人员。
word-held = 保留中
word-pending = 待审核
word-waitlisted = 候补
word-offered = 已通知候补
word-confirmed = 已确认
word-rejected = 未通过
word-expired = 已过期
word-cancelled = 已取消
word-transferred = 已改期
word-checked-in = 已签到
word-no-show = 未到
staff-decision-wanted = 有人在等审核，方便时请看一下：
staff-slots = 有报名的场次（点一下看详情）：
staff-empty-slots = 还没有人报名的场次（点一下看详情）：
staff-no-slots = 目前没有人报名。
staff-nobody = 没有更多了。
staff-slot-open = 开放中
staff-slot-closed = 已停止报名
staff-not-yours = 这一场由联谊负责人处理，其他角色看不到名单。
staff-approved = #{ $number } 已通过，我会通知本人。
staff-ask-reason = 不通过 #{ $number } 的理由是什么？本人会看到这句话；不想写了就发“取消”。
staff-rejected = #{ $number } 未通过，已告诉本人，名额让给后面的人。
staff-changed = 情况刚刚变了，我没有改动什么。请重新打开看看。
staff-called = 已通知 #{ $number }，名额先为其保留。
staff-nobody-waits = 没有候补，或者空位还不够。
staff-which-pool = 改哪一组名额？（已占/总数）
staff-ask-capacity = 改成多少个？发一个数字（0 到 100000）；不改了就发“取消”。
staff-below-taken = 已经占了 { $taken } 个，不能比这更少。请再发一个数字；不改了就发“取消”。
staff-capacity-changed = 改好了，现在共 { $capacity } 个。
staff-sheet = 报名表，24 小时后失效。每次导出都有记录。
file-sheet = 报名表
sheet-number = 编号
sheet-name = 姓名
sheet-phone = 手机号
sheet-ticket = 名额
sheet-party = 人数
sheet-status = 状态
sheet-company = 同行
sheet-along = 一起来
sheet-at = 报名时间
button-empty-events = 还没人报名的活动
button-empty-hours = 还没人约的看房和面谈
button-list = 名单
button-next = 叫下一位
button-close = 停止报名
button-reopen = 重新开放
pool-of-all = 总名额
button-capacity = 改名额
button-sheet = 导出表格
button-members = 工作人员
staff-members = 有角色的工作人员：
staff-member = · { $name }，{ $role ->
    [admin] 管理员
    [mixer] 联谊负责人
   *[events] 活动管理
}{ $joined ->
    [no] （还没加入）
   *[yes] {""}
}
button-offerings = 活动和时间表
file-offerings = 活动和时间表
import-book = 现在的全部安排，也是新增的模板。改好后先给你看会变什么，确认了才生效。
import-ask = 改好后把表格发到这里（网页上点输入框旁的 📎；看不到它就刷新页面）。不改了就发“取消”。
import-too-large = 请发一个 xlsx 表格，不超过 5 MB。
import-wrong = 表格里有这些问题，什么都没有改（表:行: 列）：
import-more = ……还有 { $rest } 条
import-preview = 还没有生效。会这样改：
import-added = 新增 { $count } 项：
import-changed = 修改 { $count } 项：
import-removed = 不再有 { $count } 项：
import-nothing = 表格和现在的安排一样，没有要改的。
import-again = 请把表格再发一次。
import-done = 改好了：
button-import = 确认导入
button-door = 签到
button-approve = 通过 #{ $number }
button-reject = 不通过 #{ $number }
door-usage = 请这样发：/checkin 入场码，或 /checkin 姓名。用手机相机扫二维码、点开链接也可以。
door-in = 签到好了，#{ $number }，欢迎！
door-again = 这张票已在 { $clock } 签到过，由{ $name }办理。
door-somebody = 工作人员
door-early = 还没到签到时间，{ $moment } 开始。
door-wrong-status = 这个报名现在是“{ $status }”，不能签到。
door-who = 是哪一位？
door-forged = 这个码不是我们发出的，没有签到。请对方在这里打开“我的预约”，再出示入场码。
door-for-staff = 这是入场码。到现场请出示给工作人员，由他们签到。
door-all-here = 这一场没有人在等着签到。
door-nobody = 没有找到这个入场码，也没有这个名字的人等着签到。
reason-companion-left = 同行的人退出了。

# For staff, when sending goes wrong.
alarm-lane-paused = 提醒：{ $lane } 渠道要求稍候，消息暂停到 { $until }，之后自动继续，不会漏发。
alarm-lane-stopped = 注意：{ $lane } 渠道拒绝了我们的账号，消息已全部停下，一条也没有丢。请管理员检查令牌，然后重新启动程序。
alarm-broadcast-paused = 群发 { $broadcast }「{ $title }」已自动暂停。原因：{ $fault }。查明后点“进度”就能继续，没发出的不会漏。
