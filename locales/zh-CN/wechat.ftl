# 微信公众号上才说的话。

wechat-option-hint = （点一下，或输入编号）
