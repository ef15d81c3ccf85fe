"""The shared cache on Redis."""

from __future__ import annotations

from django.core.cache.backends.redis import RedisCache


class PrefixedRedisCache(RedisCache):
    """Django's, but ``clear`` removes our own keys only: the broker's queues live in the same Redis."""

    def clear(self) -> None:
        client = self._cache.get_client(None, write=True)
        for key in client.scan_iter(f"{self.key_prefix}:*", count=500):
            client.delete(key)
