// The page's own words. What the bot says comes from the server.

const WORDS = {
  zh: {
    tag: 'zh-CN', language: 'English', subtitle: '人才服务助手', typing: '对方正在输入…', large: '长辈版', skip: '跳到输入框',
    log: '聊天记录', older: '查看更早的消息', fresh: '以下是新消息', me: '我：', bot: '助手：', unread: '# 条新消息',
    quick: '快捷回复', text: '消息', placeholder: '请输入你的问题', send: '发送', left: '还可输入 # 字', over: '超出 # 字',
    connecting: '连接中…', offline: '没有网络，恢复后自动发送', outdated: '页面已更新', reload: '刷新',
    pending: '发送中', sent: '已发送', failed: '发送失败，点按重发', image: '图片', enlarge: '放大图片', close: '关闭',
    download: '下载', good: '有用', bad: '没有用', empty: '（空消息）',
    upload: '上传表格', uploading: '正在上传…', notUploaded: '没有传上去，请再试一次', tooLarge: '文件太大了，最多 # MB',
    geo: '地图应用', map: '网页地图', yesterday: '昨天',
  },
  en: {
    tag: 'en', language: '中文', subtitle: 'Talent assistant', typing: 'typing…', large: 'Large text',
    skip: 'Skip to the message field', log: 'Conversation', older: 'Earlier messages', fresh: 'New messages', me: 'You:',
    bot: 'Assistant:', unread: 'New messages: #', quick: 'Quick replies', text: 'Message', placeholder: 'Ask a question',
    send: 'Send', left: '# characters left', over: '# characters too many', connecting: 'Connecting…',
    offline: 'No network. Messages are sent when it is back.', outdated: 'This page has been updated.', reload: 'Reload',
    pending: 'Sending', sent: 'Sent', failed: 'Not sent. Press to try again', image: 'Image', enlarge: 'Enlarge image',
    close: 'Close', download: 'Download', good: 'Helpful', bad: 'Not helpful', empty: '[empty message]',
    upload: 'Upload a spreadsheet', uploading: 'Uploading…', notUploaded: 'It did not arrive. Please try again.',
    tooLarge: 'That file is too large: # MB at most', geo: 'Map app', map: 'Web map', yesterday: 'Yesterday',
  },
};

let words = WORDS.zh;

/** Speak a language from now on: "zh", "en". */
export const speak = language => { words = WORDS[language]; };

/** The page's word for `key`, with a number in it where it takes one. */
export const word = (key, number) => words[key].replace('#', number);

/** A moment as a chat shows it: the hour, after the day when it isn't today. */
export function moment(at) {
  const now = new Date();
  const show = options => at.toLocaleString(words.tag, options);
  const hour = show({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const days = (now.setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 864e5;
  if (days < 0.5) return hour;
  if (days < 1.5) return `${words.yesterday} ${hour}`;
  const year = at.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return `${show({ year, month: 'long', day: 'numeric' })} ${hour}`;
}
