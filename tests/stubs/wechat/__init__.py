"""WeChat's API on this machine, and followers whose messages it pushes: sealed and opened by `wechatpy`."""

from tests.stubs.wechat.follower import Follower
from tests.stubs.wechat.server import Account, WechatApi

__all__ = ["Account", "Follower", "WechatApi"]
