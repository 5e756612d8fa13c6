# What is said in the WeChat official account only.

wechat-option-hint = (Tap one, or type its number.)
