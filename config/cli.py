"""The console command `thuocdo`: one table of names (config.wiring.COMMANDS), each a thin door of a room."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from config import wiring
from thuocdo.kernel.errors import Refused

OPERATING = {
    "serve": ("config.serve", True),
    "prepare": ("config.prepare", False),
    "worker": ("config.worker", True),
}


def _first_line(module: str) -> str:
    return str(importlib.import_module(module).HELP).splitlines()[0]


def _usage(commands: dict[str, tuple[str, bool]]) -> str:
    lines = ["Cách dùng: thuocdo LỆNH [tùy chọn]   (thuocdo LỆNH --help để xem ví dụ)", ""]
    lines += [f"  {name:<10} {_first_line(module)}" for name, (module, _) in commands.items()]
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 what it checks does not hold, 2 bad input with one clear message."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    commands = {**wiring.COMMANDS, **OPERATING}
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(_usage(commands))
        return 0 if arguments else 2
    name, *rest = arguments
    if name not in commands:
        sys.stderr.write(f"Không có lệnh “{name}”. Các lệnh: {', '.join(commands)}.\n")
        return 2
    dotted, needs_database = commands[name]
    module = importlib.import_module(dotted)
    parser = argparse.ArgumentParser(
        prog=f"thuocdo {name}", description=module.HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    module.add_arguments(parser)
    options = parser.parse_args(rest)
    try:
        # A command of which only some verbs need the database says so itself.
        if getattr(module, "needs_database", lambda _options: needs_database)(options):
            from config import boot

            boot.with_database()
            boot.prepared(demo=name == "demo" or getattr(options, "demo", False))
            # A command module may define its models-using code in `run`, imported after Django is ready.
        return int(module.run(options))
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has closed its end (`| head`); there is nothing left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
