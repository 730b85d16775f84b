"""A Redis cache that forgets instead of failing: a stopped Redis must not take the pages down."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingClient(RedisCacheClient):
    """Each method answers as an empty cache would while Redis is away."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, socket_connect_timeout=1, socket_timeout=2, **options)

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        return self._attempt(True, super().add, key, value, timeout)

    def get(self, key: Any, default: Any) -> Any:
        return self._attempt(default, super().get, key, default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        self._attempt(None, super().set, key, value, timeout)

    def touch(self, key: Any, timeout: Any) -> bool:
        return self._attempt(False, super().touch, key, timeout)

    def delete(self, key: Any) -> bool:
        return self._attempt(False, super().delete, key)

    def get_many(self, keys: Any) -> dict:
        return self._attempt({}, super().get_many, keys)

    def has_key(self, key: Any) -> bool:
        return self._attempt(False, super().has_key, key)

    def incr(self, key: Any, delta: int) -> int:
        return self._attempt(delta, super().incr, key, delta)

    def set_many(self, data: Any, timeout: Any) -> None:
        self._attempt(None, super().set_many, data, timeout)

    def delete_many(self, keys: Any) -> None:
        self._attempt(None, super().delete_many, keys)

    def clear(self) -> bool:
        return self._attempt(False, super().clear)

    @staticmethod
    def _attempt(otherwise: Any, method: Any, *args: Any) -> Any:
        try:
            return method(*args)
        except RedisError as error:
            logger.warning("cache is away: %s", error)
            return otherwise


class ForgivingRedisCache(RedisCache):
    def __init__(self, server: str, params: dict) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
