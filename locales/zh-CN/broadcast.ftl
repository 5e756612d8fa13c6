# 订阅、群发、群发的审核与报告。

subscribed = 好的，以后有“{ $topic }”的消息就告诉你。随时发“退订”就不再发。
topics-choose = 想听哪方面的消息？点一下就订上，再点一下就退掉。随时发“退订”可以全部停掉。
topics-stop = 点一下带 ✓ 的，就不再给你发那一类消息。
stopped = 好的，“{ $topic }”的消息从现在起不再发给你。
stopped-all = 退订好了，从现在起不再给你发消息通知。你自己预约的事，有变动还是会告诉你。想再收，说“订阅”就行。
stopped-nothing = 你现在没有订阅任何消息，我不会给你群发。想收的时候说“订阅”就行。
stopped-not-heard = 你没有订阅“{ $topic }”。你现在订的是带 ✓ 的这些：
button-stop = 不再接收这类消息
button-stop-all = 全部退订

broadcast-you = 朋友
broadcast-stop = 不想再收到？回复“退订”即可。

broadcasts = 群发（点一下看详情）：
broadcasts-none = 还没有群发。点下面写第一条。
button-new-broadcast = ✏️ 写一条
broadcast-ask-text = 请发来中文正文，格式会保留。想称呼对方，就在那里写 {"{name}"}；可以直接带一张图片或一个文件。不写了就发“取消”。
broadcast-ask-text-en = 请发来英文正文；没有英文版时，所有人都收到中文。不写了就发“取消”。
broadcast-card = 群发 #{ $number } · { $state }
    { $title }
broadcast-file = 附件：{ $name }
broadcast-buttons = 按钮：{ $names }
broadcast-audience = 发给：{ $who }（现在 { $size } 人）
broadcast-at = 发送时间：{ $moment }
broadcast-urgent = 紧急：夜里也发
broadcast-gone = 没有找到这条群发，可能已经丢弃了。
broadcast-no-text = 还没有中文正文，先写正文再提交。
broadcast-no-audience = 还没有选发给谁。点“发给谁”选一个主题。
broadcast-too-long = 太长了：正文最多 3500 字，带图片或文件时最多 850 字。请改短一点。
broadcast-preview-plain =
    没有按钮和格式的渠道（微信、终端）上是这样：
    { $text }
broadcast-submitted = 已提交审核，还需要 { $left } 位同事同意。我已经通知他们；你自己不能审自己的。
broadcast-own = 这是你自己写的，要请别的同事来审。
broadcast-reviewed-before = 这一版你已经审过了，下一步要请另一位同事。
broadcast-agreed = 已同意。还需要 { $left } 位同事。
broadcast-approved = #{ $number } 审核通过，可以发送了。
broadcast-not-approved = 还没有审核完，不能发送。
broadcast-ask-remark = 要改什么？写一句话，作者会看到；不退了就发“取消”。
broadcast-sent-back = #{ $number } 已退回给作者修改。
broadcast-ask-when = 什么时候发？比如“明天上午九点”。不定时了就发“取消”。
broadcast-when-unclear = 请把日期和钟点说清楚，比如“明天上午九点”“12月3日晚上7点半”。
broadcast-when-past = { $moment } 已经过去了，请换一个时间。
broadcast-sending = #{ $number } 开始发送。晚上 9 点到早上 8 点之间的，会留到早上发。
broadcast-scheduled = #{ $number } 定在 { $moment } 发送。要改时间，打开它再定一次就行。
broadcast-discarded = #{ $number } 已丢弃。
broadcast-ask-button = 按钮点开什么？用一句话说，比如“邻里节”或“人才公寓有多少套”。不加了就发“取消”。
broadcast-button-unclear = 没有找到对应的活动或条目，换个说法试试；不加了就发“取消”。
broadcast-buttons-gone = 按钮已经清空，可以重新加。
broadcast-ask-file = 请发来一张图片或一个文件；发一句别的话就去掉现在的附件。网页上发不了文件，请用 Telegram 或命令行。不改了就发“取消”。
broadcast-file-too-big = 文件太大了，最多 { $most } MB。

state-draft = 草稿
state-pending-approval = 待审核
state-approved = 审核通过，待发送
state-scheduled = 已定时
state-expanding = 准备名单
state-sending = 发送中
state-paused = 已暂停
state-finished = 已完成
state-cancelled = 已取消

review-only = 审核
review-first = 初审
review-second = 复审
review-final = 终审
review-open = 待定

audience-topic = 订阅了“{ $topic }”的人
audience-slot = 报名了“{ $title }”（{ $moment }）的人
audience-tag = 标签“{ $tag }”
audience-listed = 名单里的人
audience-nobody = 还没有选
audience-choose = 同时选了几样时，都符合的人才会收到。
audience-ask-tag = 发来标签的名字。现有：{ $tags }。不选了就发“取消”。
audience-no-tag = 没有这个标签。可以先用 /tag 给人加标签；不选了就发“取消”。
audience-ask-sheet = 请发来 xlsx 或 csv 表格，第一列写用户编号或入场码，一行一个。网页上发不了文件，请用 Telegram 或命令行。不用了就发“取消”。
audience-not-a-sheet = 这个文件读不出来，请发 xlsx 或 csv 表格。
audience-sheet-read = 名单读好了：找到 { $found } 人，{ $wrong } 行没找到。
audience-one = · 用户 { $number } · { $channel } · { $language }
sheet-row-unknown = 第 { $row } 行“{ $name }”：没有这个人
sheet-rows-more = ……另外还有 { $left } 行
channel-web = 网页
channel-telegram = Telegram
channel-wechat = 微信
channel-terminal = 终端

button-text-zh = 中文正文
button-text-en = 英文正文
button-file = 图片/文件
button-buttons = 按钮
button-audience = 发给谁
button-preview = 发给我看看
button-submit = 提交审核
button-agree-broadcast = ✅ 同意
button-send-back = ↩️ 退回
button-send-now = 现在发
button-send-at = 定时发
button-discard = 丢弃
button-progress = 进度
button-tag = 按标签
button-no-tag = 不按标签
button-list-of-people = 按名单
button-no-list = 不按名单
button-sample = 看几个样例
button-back = 返回

staff-review-wanted = 有一条群发请你审核：
staff-review-declined = 你的群发被退回了：{ $remark }
staff-review-done = 你的群发审核通过了，可以发送了：
button-open-broadcast = 打开 #{ $number }

tag-usage = 请这样发：/tag 标签 编号或入场码……；只发 /tag 标签 看有几人；/tag - 标签 去掉它。
tag-list = 标签：{ $tags }
tag-added = 已给 { $added } 人加上“{ $tag }”；{ $wrong } 个没找到。
tag-removed = 已从 { $removed } 人身上去掉“{ $tag }”。
tag-too-long = 标签最多 32 个字，中间不要空格。
button-write-them = 给他们发消息

rate-ask = “{ $title }”怎么样？点星星告诉我们，一颗是不满意，五颗是很满意。
rate-ask-word = 谢谢！愿意的话，用一句话说说哪里好、哪里可以更好；不想说就发“取消”。
rate-thanks = 记下了，谢谢你！
rate-mean = 评价：{ $mean } 星（{ $number } 人）
