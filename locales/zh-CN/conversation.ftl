# 机器人说的每一句话。改字不用动程序;花括号里的名字要保留。

bot-name = 近悦
greeting =
    你好，我是{ $name }，{ $city }的人才服务小助手。
    人才政策、公寓、荣誉工程、活动……想问什么，直接用一句话问我就好，比如“人才公寓有多少套”。
greeting-abroad = 小提示：这里的消息经过境外的服务器，请不要在这里发送身份证号、银行卡号等个人信息。
help =
    我能帮你：
    · 解答{ $city }人才政策、人才公寓、荣誉工程、人才周和青年活动，每个答案都写明出处和时间
    · 预约看房，报名活动，约红娘、创业导师和维权专员；说“我的预约”可以查看、改期、取消
    · 不确定时给出相近的问题，请你选
    · 需要人工时，告诉你该打哪个电话
    直接打字提问就行，繁体、拼音、英文都可以。输入“English”可换成英文。
human =
    需要人工的话，请拨打 { $phone }（{ $office }，报道公布的咨询电话）。
    也可以换个说法再问我一次，我会尽力。
not-yet =
    “{ $title }”我听懂了，不过这项服务还没有在这里开通，我不能替你办，免得耽误你。
    请拨打 { $phone }（{ $office }），请工作人员帮你。
did-you-mean = 你想问的是不是下面这些？点一下就好；都不是的话，换个说法再问我。
none-of-these = 都不是
none-of-these-answer = 好的，那请换个说法再问我一次；也可以拨打 { $phone }（{ $office }）问问人工。
refuse =
    这个问题我没有把握，不敢乱说。
    我熟悉的是{ $city }的人才政策、人才公寓、荣誉工程和青年活动；别的事，可以拨打 { $phone }（{ $office }）问问人工。
refuse-again =
    又没能帮上你，抱歉。
    要不直接问问人工吧：{ $phone }（{ $office }）。
refuse-near =
    这个问题我没有把握，不敢乱说。猜你想问下面这些？点一下就好。
    都不是的话，换个说法再问我，或者拨打 { $phone }（{ $office }）问问人工。
refuse-about =
    关于“{ $title }”，这一点我手里的材料没有写到，不敢乱说。
    可以拨打 { $phone }（{ $office }）问问人工。
more = 关于“{ $title }”，还可以看看这些：
no-more = 关于“{ $title }”，我知道的就是这些了。想了解更多，可以拨打 { $phone }（{ $office }）问问人工。
nothing-before = 我们还没聊到什么呢。想问什么，直接打字告诉我就好。
source = 来源：{ $title } · 截至 { $date }
based-on = 依据：{ $title } · 截至 { $date }
ask-person = 想确认的话，可以拨打 { $phone }（{ $office }）问问人工。
date-year = { $year } 年
date-month = { $year } 年 { $month } 月
date-day = { $year } 年 { $month } 月 { $day } 日

button-good = 👍 有用
button-bad = 👎 没用
button-human = 找人工
button-menu = 菜单
feedback-thanks = 谢谢，很高兴帮到你！
feedback-sorry = 抱歉没答好。愿意的话，用一句话告诉我哪里不对、你本来想问什么；不想说就发“取消”。
feedback-comment-thanks = 记下了，谢谢你！工作人员会看到并改进。
feedback-gone = 这条评价已经过了时候，谢谢你的心意。

cancelled = 好的，已取消。
nothing-to-cancel = 现在没有正在填写的内容。有什么想问的，直接说就好。
language-chosen = 好的，以后我用中文和你说话。
too-many = 你说得太快啦，我有点跟不上。请稍等一分钟再发，谢谢！
failed = 抱歉，我这边出了点问题，没能回答你。请稍后再试一次；如果一直这样，把编号 { $reference } 告诉工作人员。
too-long = 这段话太长了，我怕理解错。请用一两句话（200 字以内）告诉我最想问的是什么。
empty = 我好像什么都没收到。想问什么，直接打字告诉我就好。
only-signs = 收到！想问什么，用一句话告诉我就好，比如“荣誉卡是什么”。
voice = 我还听不懂语音，麻烦打字告诉我，好吗？
sticker = 😊 收到！有什么想问的，打字告诉我就好。
picture = 图片我看不懂，麻烦用文字说说你想问什么。
file = 文件我打不开，也不会保存。麻烦用文字说说你想问什么。
location = 位置我收到了，不过还不会按位置查询。想问什么，打字告诉我就好。
contact = 名片我没有保存。请不要在聊天里发他人的联系方式；想问什么，打字告诉我就好。
unreadable = 这种消息我还看不懂，麻烦用文字说说你想问什么。
button-old = 这个按钮已经过期了，请重新问我一次。

command-start = 开始
command-help = 我能做什么
command-human = 找人工
command-language = 切换语言 / Language
command-cancel = 取消正在填写的内容
choose-language = 请选择语言 / Choose a language
language-zh = 中文
language-en = English

number-hint = （输入编号选择）
terminal-welcome = { $name } · 输入问题后按回车；输入编号选择按钮；按 Ctrl+D 退出。

web-bad-request = 这条消息没能看懂，请刷新页面再试。
web-too-long = 这段话太长了，请用一两句话说。
web-too-fast = 你说得太快啦，请稍等一会儿再发。
upload-stranger = 认不出你是谁，请刷新页面再发。
upload-not-staff = 这里只收工作人员的文件。
upload-elsewhere = 只能从这个页面发文件。
upload-too-large = 文件太大了，请发不超过 5 MB 的 xlsx 表格。
upload-no-sheet = 这里只收 xlsx 表格，这个文件不是。
upload-too-many = 发得太快啦，请过一分钟再发。
upload-bad-request = 文件没有收全，请再发一次。
upload-later = 现在收不了文件，请过一会儿再发。
web-version = 页面有更新，请刷新。
