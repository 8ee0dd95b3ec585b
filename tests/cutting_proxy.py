"""A TCP proxy that cuts every connection after some time."""

import asyncio
from contextlib import asynccontextmanager, suppress


class CuttingProxy:
    """Passes bytes on in both directions.

    Args:
        port: of the server behind it, on this machine.
        seconds: after which a connection is cut, in the middle of whatever it carries.
    """

    def __init__(self, port: int, seconds: float):
        self._behind = port
        self._seconds = seconds
        self.cut = 0

    @asynccontextmanager
    async def serving(self):
        """Yields the port it listens on."""
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        async with server:
            yield server.sockets[0].getsockname()[1]

    async def _pass_on(self, reader, writer):
        with suppress(OSError):
            behind_reader, behind_writer = await asyncio.open_connection("127.0.0.1", self._behind)
            pipes = asyncio.gather(
                self._pipe(reader, behind_writer), self._pipe(behind_reader, writer)
            )
            try:
                await asyncio.wait_for(pipes, self._seconds)
            except TimeoutError:
                self.cut += 1
            finally:
                writer.transport.abort()
                behind_writer.transport.abort()

    async def _pipe(self, reader, writer):
        with suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
            writer.close()
