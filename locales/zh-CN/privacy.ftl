# 个人信息：同意、查看、导出、更正、撤回、删除，账号关联，工作人员加入。
# 注意：改了 consent- 开头的两段话，所有人会被重新征求同意。

consent-booking =
    报名和预约前，先请你看一下：
    · 谁在收集：{ $office }（电话 { $phone }）
    · 收集什么：姓名、手机号
    · 做什么用：只用来安排你的预约和报名，必要时联系你
    · 存在哪里、多久：加密存放在本办公室的服务器，一年没有再用就自动删除
    · 你可以随时说“我的资料”“导出我的个人信息”“撤回同意”“注销并删除我的信息”
    不同意也没关系，政策问答照常可以用。
consent-sensitive =
    这一项活动还需要两条敏感信息，单独征求你的同意：
    · 收集什么：性别、是否单身（只填“是”或“否”，不看任何证件）
    · 为什么需要：联谊按男女分配名额，只面向单身青年；不提供就不能报名这一类活动，别的都不受影响
    · 谁能看：只有联谊负责人，每次查看都有记录；其他参加者看不到
    · 加密存放；{ $office }（电话 { $phone }）负责
    可以不同意，也可以随时“撤回同意”。
button-agree = 同意
button-decline = 不同意
consent-declined = 好的，我不会收集这些信息。政策问答照常可以用，想问什么直接说。

mine-title = 你的资料
mine-nothing = 这里没有保存你的姓名、手机号等个人信息。聊天记录到期会自动删除。
mine-name = 姓名：{ $value }
mine-phone = 手机号：{ $value }
mine-gender = 性别：{ $value ->
    [man] 男
   *[woman] 女
}
mine-single = 单身：{ $value ->
    [yes] 是
   *[no] 否
}
mine-agreed-booking = 已同意：姓名和手机号用于预约
mine-agreed-sensitive = 已同意：性别和是否单身用于联谊
button-change-name = 改姓名
button-change-phone = 改手机号
button-export = 导出我的信息
button-withdraw = 撤回同意
button-delete = 注销并删除
button-keep = 不了，保留
mine-elsewhere = 为了不让个人信息经过境外，这一步请到网页上办。点下面的链接就能接着做，只能用一次，10 分钟内有效，请不要转发给别人。
mine-elsewhere-no-page = 为了不让个人信息经过境外，这一步请到我们的网页版上办。
button-open-page = 打开网页继续
ask-name = 请发来你的姓名（50 字以内）；不改了就发“取消”。
ask-phone = 请发来你的手机号；不改了就发“取消”。
not-a-name = 这看起来不像姓名，请再发一次；不改了就发“取消”。
not-a-phone = 这看起来不像手机号（11 位数字，境外号码以 + 开头），请再发一次；不改了就发“取消”。
field-changed = 改好了，谢谢。
field-needs-consent = 你还没有同意收集个人信息，所以这里没有可改的。报名或预约时会先征求你的同意。

export-first = 好的，这就把我们保存的关于你的全部信息发给你：一份便于阅读，一份供程序读取（JSON）。
export-caption = 文件 24 小时后失效，请妥善保管。
export-intro = { $name }保存的关于你的全部信息（{ $date }）
export-empty = （没有）
file-export = 我的个人信息

withdraw-confirm = 撤回同意后，我会马上删掉为此保存的姓名、手机号、性别、是否单身，还没开始的预约和报名也会取消。政策问答照常可以用。
button-withdraw-now = 确定撤回
withdrawn = 已撤回同意，相关信息已经删除。
nothing-to-withdraw = 你还没有给过同意，没有需要撤回的。

delete-confirm =
    确定要注销并删除你的全部信息吗？
    · 姓名、手机号、聊天记录、评价、文件都会删除，不能恢复
    · 还没开始的预约和报名会取消，名额让给别人
    · 关联的其他渠道也一起删除
    只想让我们不再使用你的信息，可以只“撤回同意”。
button-delete-now = 确定删除
deleted = 你的信息已全部删除。再说话时，我们就是初次见面。
kept = 好的，什么都没有删。

link-code =
    关联码：{ $code }
    10 分钟内，在另一个渠道（网页、微信、Telegram、终端）上发：/link { $code }
    两边就是同一个人了，预约和资料都在一起。请不要把关联码告诉别人。
linked = 关联好了！两边的预约和资料现在在一起。
link-same = 这两边本来就是同一个人，不用再关联。
link-wrong = 关联码不对，或者已经过期、用过了。请在另一个渠道发 /link 重新拿一个。
code-too-many = 试得太多了，请过 15 分钟再来。

staff-joined = 欢迎，{ $name }！你现在的角色是：{ $role ->
    [admin] 管理员
    [events] 活动管理
   *[mixer] 联谊负责人
}。发 /staff 看报名、管活动，发 /broadcast 给大家发消息。
staff-wrong = 加入码不对，或者已经过期、用过了。请向管理员要一个新的。
staff-usage = 请这样发：/staff 加入码

command-me = 我的资料
command-link = 关联另一个渠道

link-staff = 你在这里有工作人员的角色。请在这里发 /link 拿关联码，到另一个渠道去发。
step-old = 这个链接已经用过或过期了，请回到原来的渠道重新拿一个。
step-continued = 接着你在另一个渠道上没办完的事。如果这个链接不是你自己要的，请不要在这里填写任何信息，关掉网页就好。

# 导出文件里的栏目
held-user_account = 账号
held-identity = 渠道身份
held-incoming = 你说过的话（原始记录）
held-message = 聊天记录
held-miss = 没答上来的问题
held-feedback = 你的评价
held-conversation = 填到一半的内容
held-file = 为你生成的文件
held-consent = 你的同意记录
held-profile_field = 你填写的资料
held-staff = 工作人员角色
held-one_time_code = 你要过的一次性代码
held-code_attempt = 输错代码的记录
held-audit = 谁查看或处理过你的信息
held-col-id = 编号
held-col-language = 语言
held-col-created_at = 创建时间
held-col-erased_at = 注销时间
held-col-settled_at = 处理时间
held-col-merged_into = 并入账号
held-col-channel = 渠道
held-col-external_id = 渠道账号
held-col-received_at = 收到时间
held-col-payload = 内容
held-col-identity_id = 渠道身份编号
held-col-author = 谁说的
held-col-body = 内容
held-col-at = 时间
held-col-question = 问题
held-col-reason = 原因
held-col-entry = 条目
held-col-verdict = 评价
held-col-comment = 留言
held-col-key = 键
held-col-state = 步骤
held-col-data = 内容
held-col-changed_at = 更新时间
held-col-name = 名称
held-col-media_type = 类型
held-col-expires_at = 到期时间
held-col-purpose = 用途
held-col-version = 文本版本
held-col-given = 是否同意
held-col-field = 项目
held-col-value = 内容
held-col-role = 角色
held-col-joined_at = 加入时间
held-col-kind = 种类
held-col-used_at = 使用时间
held-col-actor = 操作者
held-col-action = 操作
held-col-details = 说明
held-outbox = 提醒和通知
held-booking_move = 预约和报名的经过
held-attendee = 同行人
held-registration = 预约和报名
held-col-due_at = 到期发送
held-col-registration_id = 报名编号
held-col-from_status = 原状态
held-col-to_status = 新状态
held-col-agreed_at = 同意时间
held-col-slot_id = 场次编号
held-col-ticket_id = 票种编号
held-col-status = 状态
held-col-party = 人数
held-col-code = 凭证号
held-col-until = 截止
held-subscription = 您订阅的主题
held-user_tag = 工作人员给您加的标签
held-broadcast_listed = 群发名单
held-col-topic = 主题
held-col-tag = 标签
held-col-broadcast_id = 群发编号
held-col-blocked_at = 无法送达起始时间
held-event_rating = 你对活动的评价
held-col-stars = 星数
held-wechat_kept = 等您再来时补上的微信消息
held-wechat_mass_reach = 本月收到的微信群发
held-col-text = 内容
held-col-month = 月份
held-col-times = 次数
